using ImageSearch.Sift;

namespace ImageSearch.PowerShell;

/// <summary>From -Extractor and -Descriptor to settings.</summary>
internal static class ExtractorSettings
{
    /// <summary>The settings with an extractor, which is known to be there then. OpenCV's describes as plain SIFT, and every image by one threshold.</summary>
    /// <param name="settings">All else.</param>
    /// <param name="extractor">Whose SIFT.</param>
    /// <param name="isDescriptorAsked">Whether the kind of descriptor was named; else it is the extractor's.</param>
    /// <exception cref="ArgumentException">The extractor does not make the kind of descriptor that was named.</exception>
    /// <exception cref="ExtractorException">The extractor is not in this build.</exception>
    public static SiftSettings With(SiftSettings settings, FeatureExtractor extractor, bool isDescriptorAsked)
    {
        if (extractor == FeatureExtractor.ImageSearch)
        {
            return settings;
        }

        if (isDescriptorAsked && settings.Descriptor != DescriptorKind.Sift)
        {
            throw new ArgumentException($"OpenCV's extractor makes descriptors of the kind Sift, not {settings.Descriptor}. Leave -Descriptor out.");
        }

        settings = settings with { Extractor = extractor, Descriptor = DescriptorKind.Sift, WantedFeatures = 0 };
        FeatureExtractors.Make(settings);
        return settings;
    }
}
