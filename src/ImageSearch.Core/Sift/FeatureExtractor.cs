namespace ImageSearch.Sift;

/// <summary>Whose SIFT describes the images. The numbers are those in index files.</summary>
public enum FeatureExtractor
{
    /// <summary>Our own.</summary>
    ImageSearch = 0,

    /// <summary>OpenCV's, for indexes whose rows must equal those of an OpenCV pipeline; in the assembly ImageSearch.OpenCv, which is built
    /// on request.</summary>
    OpenCv = 1,
}
