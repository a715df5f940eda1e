using ImageSearch.Parts;

namespace ImageSearch.Sift;

/// <summary>Makes the extractor that settings ask for. OpenCV's lies in an assembly of its own, beside this one if it was built.</summary>
public static class FeatureExtractors
{
    /// <summary>OpenCV's extractor.</summary>
    internal static readonly OptionalPart OpenCv = new("ImageSearch.OpenCv", "ImageSearch.OpenCv.OpenCvExtractor");

    /// <summary>Makes an extractor.</summary>
    /// <exception cref="ExtractorException">The extractor's assembly, or the library that it stands on, is not there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public static IFeatureExtractor Make(SiftSettings settings) =>
        settings.Extractor == FeatureExtractor.OpenCv ? MakeOpenCv(settings, OptionalPart.Folder) : new SiftExtractor(settings);

    internal static IFeatureExtractor MakeOpenCv(SiftSettings settings, string folder)
    {
        settings.Validate();
        try
        {
            return (IFeatureExtractor)OpenCv.Make(folder, settings);
        }
        catch (PartException e)
        {
            throw new ExtractorException(e.Message, e);
        }
    }
}
