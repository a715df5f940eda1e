using ImageSearch.Imaging;

namespace ImageSearch.Sift;

/// <summary>From gray pixels to features. Keeps working memory: use one a thread.</summary>
public interface IFeatureExtractor
{
    /// <summary>Finds and describes the features of an image, strongest first; none is an answer too.</summary>
    public ImageFeatures Extract(GrayImage image);
}
