using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Ingest;

namespace ImageSearch.Benchmarks;

/// <summary>Describes files side by side; files without features are left out.</summary>
internal static class QualityFeatures
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png"];

    /// <summary>The images of folders and the folders in them, in a fixed order.</summary>
    public static string[] Files(IEnumerable<string> folders) =>
        [.. folders.SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            .Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant()))];

    /// <summary>In the order of the files; null where an image has no features.</summary>
    public static DescribedImage?[] Describe(string[] files, IndexSettings settings, int threads)
    {
        var described = new DescribedImage?[files.Length];
        Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new ImageDescriber(settings),
            (i, _, describer) =>
        {
            // Without features: the classic service indexes nothing for it either, and as a query it finds nothing.
            DescribedImage image = describer.Describe(files[i]);
            described[i] = image.Features.Count > 0 ? image : null;
            return describer;
        }, _ => { });
        return described;
    }
}
