using System.Management.Automation;
using ImageSearch.Search;

namespace ImageSearch.PowerShell.Commands;

/// <summary>
/// Finds groups of near-duplicates in an index and says which image of each to keep. Without -IncludeKeeper only the others are returned, so that
/// what is returned can be piped into Remove-Item -WhatIf.
/// </summary>
[Cmdlet(VerbsCommon.Find, "DuplicateImage")]
[OutputType(typeof(DuplicateFile))]
public sealed class FindDuplicateImageCommand : IndexCmdlet
{
    /// <summary>Which image of a group is suggested to be kept.</summary>
    [Parameter]
    public KeepRule Keep { get; set; }

    /// <summary>Folders of images that are kept: of a group, only images outside of them are duplicates.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Reference { get; set; } = [];

    /// <summary>A file of pairs that are no duplicates: two full paths a line, parted by a tab.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? IgnoreFile { get; set; }

    /// <summary>Returns the images to be kept too.</summary>
    [Parameter]
    public SwitchParameter IncludeKeeper { get; set; }

    /// <summary>Takes images for duplicates too that have left and right changed.</summary>
    [Parameter]
    public SwitchParameter IncludeMirrored { get; set; }

    /// <summary>How sure a duplicate must be, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MinimumConfidence { get; set; } = DuplicateOptions.UsualConfidence;

    /// <summary>How many pairs are compared at once; 0 is one a processor.</summary>
    [Parameter]
    [ValidateRange(0, 256)]
    public int ThrottleLimit { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Guard(() =>
    {
        IndexSnapshot snapshot = ResolveIndex().Snapshot();
        string[] folders = [.. Reference.Select(r => PathResolver.Literal(this, r).TrimEnd('/', '\\') + System.IO.Path.DirectorySeparatorChar)];
        IgnoredPairs? ignored = ReadIgnored();
        var options = new DuplicateOptions(Keep, IncludeMirrored, ThrottleLimit)
        {
            MinimumConfidence = MinimumConfidence,
            IsReference = folders.Length == 0 ? null : image => Array.Exists(folders, f => IsWithin(image.Path, f)),
            IsIgnored = ignored is null ? null : (a, b) => ignored.Contains(a.Path, b.Path),
        };
        IReadOnlyList<DuplicateImage> found = WatchedWork.Run(this, "Finding duplicates", "pairs",
            progress => DuplicateFinder.Find(snapshot, options with { Progress = progress }, Cancel));
        WriteVerbose($"{found.Count(d => !d.IsKeeper)} duplicates in {found.Count(d => d.IsKeeper)} groups, of {snapshot.ImageCount} images.");
        foreach (DuplicateImage duplicate in found.Where(d => IncludeKeeper || !d.IsKeeper))
        {
            WriteObject(DuplicateFile.From(duplicate));
        }
    });

    private IgnoredPairs? ReadIgnored()
    {
        try
        {
            return IgnoreFile is null ? null : IgnoredPairs.Read(PathResolver.Literal(this, IgnoreFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            ThrowTerminatingError(Errors.ToRecord(new ArgumentException(e.Message, e), IgnoreFile));
            throw;
        }
    }

    private static bool IsWithin(string path, string folder) =>
        path.Length > folder.Length && ImageIndex.PathComparer.Equals(path[..folder.Length], folder);
}
