using System.Management.Automation;
using ImageSearch.Comparison;
using ImageSearch.Pictures;
using ImageSearch.Reports;

namespace ImageSearch.PowerShell;

/// <summary>What Export-DuplicateReport shows of piped objects: results of Find-DuplicateImage, or what became of them in another session,
/// in
/// a file or in a list.</summary>
internal sealed class PipedReport
{
    private readonly Dictionary<string, ReportedImage> _keepers = new(StringComparer.Ordinal);
    private readonly List<(string Keeper, Func<ReportedImage, ReportedDuplicate> Make)> _duplicates = [];

    /// <summary>Takes a duplicate, or an image to be kept.</summary>
    /// <exception cref="ImageException">It is neither.</exception>
    public void Add(PSObject item)
    {
        if (PipedFile.PathOf(item) is { } path && PipedMatch.Flag(item, nameof(DuplicateFile.IsKeeper)))
        {
            _keepers.TryAdd(path, ImageOf(item, path));
            return;
        }

        (PicturedMatch found, _) = PipedMatch.Of(item);
        int group = (int)(PipedMatch.Number(item, nameof(DuplicateFile.Group)) ?? 0);
        ReportedImage image = ImageOf(item, found.ImagePath);
        _duplicates.Add((found.QueryPath, keeper => new ReportedDuplicate(
            group, keeper, image, found.Relation ?? ImageRelation.None, found.Confidence, found.Verdict ?? "")
        {
            Agreement = found.Agreement,
            IsConfirmed = found.IsConfirmed,
            Parts = found.Parts,
            Differences = found.Differences,
        }));
    }

    /// <summary>Each duplicate beside its keeper, whose facts come with the keeper, or from its file.</summary>
    public ReportedDuplicate[] ToArray() =>
        [.. _duplicates.Select(d => d.Make(_keepers.GetValueOrDefault(d.Keeper) ?? new ReportedImage(d.Keeper, null, null, null)))];

    private static ReportedImage ImageOf(PSObject item, string path) =>
        new(path, (int?)PipedMatch.Number(item, nameof(DuplicateFile.Width)),
        (int?)PipedMatch.Number(item, nameof(DuplicateFile.Height)), (long?)PipedMatch.Number(item, nameof(DuplicateFile.LengthBytes)));
}
