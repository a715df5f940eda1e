using System.Management.Automation;
using ImageSearch.Sift;

namespace ImageSearch.PowerShell;

/// <summary>From -Extractor and -Descriptor to settings.</summary>
internal static class ExtractorSettings
{
    /// <summary>The settings with an extractor, which is known to be there then. OpenCV's describes as plain SIFT, and every image by one
    /// threshold.</summary>
    /// <param name="cmdlet">Is ended where the extractor does not make the kind of descriptor that its -Descriptor names.</param>
    /// <param name="settings">All else; the kind of descriptor is the extractor's, unless -Descriptor was given.</param>
    /// <param name="extractor">Whose SIFT.</param>
    /// <exception cref="ExtractorException">The extractor is not in this build.</exception>
    public static SiftSettings With(PSCmdlet cmdlet, SiftSettings settings, FeatureExtractor extractor)
    {
        if (extractor == FeatureExtractor.ImageSearch)
        {
            return settings;
        }

        if (cmdlet.MyInvocation.BoundParameters.ContainsKey(nameof(SiftSettings.Descriptor)) && settings.Descriptor != DescriptorKind.Sift)
        {
            cmdlet.ThrowTerminatingError(Errors.ToRecord(
                new ArgumentException($"OpenCV's extractor makes descriptors of the kind Sift, not {settings.Descriptor}. Leave "
                    + $"-Descriptor out."), settings.Descriptor));
        }

        settings = settings with { Extractor = extractor, Descriptor = DescriptorKind.Sift, WantedFeatures = 0 };
        FeatureExtractors.Make(settings);
        return settings;
    }
}
