using System.Management.Automation;
using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Index;
using ImageSearch.PowerShell.Completers;
using ImageSearch.Threads;

namespace ImageSearch.PowerShell.Commands;

/// <summary>
/// Finds groups of duplicates in an index, by keypoints and then by the pixels of the files, and says which image of each to keep. Without
/// -IncludeKeeper only the others are returned, so that what is returned can be piped into Remove-Item -WhatIf.
/// </summary>
[Cmdlet(VerbsCommon.Find, "DuplicateImage")]
[OutputType(typeof(DuplicateFile))]
public sealed class FindDuplicateImageCommand : PipedIndexCmdlet
{
    /// <summary>Which image of a group is suggested to be kept.</summary>
    [Parameter]
    public KeepRule Keep { get; set; }

    /// <summary>Folders of images that are kept: of a group, only images outside of them are duplicates.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FolderCompleter))]
    public string[] Reference { get; set; } = [];

    /// <summary>A file of pairs that are no duplicates: two full paths a line, separated by a tab.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FolderCompleter))]
    public string? IgnoreFile { get; set; }

    /// <summary>Returns the images to be kept too.</summary>
    [Parameter]
    public SwitchParameter IncludeKeeper { get; set; }

    /// <summary>Says of each duplicate where it and the image that is kept agree and where not: Detail.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>What duplicates may be to the image that is kept; what is not named is not returned.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateSet("IdenticalBytes", "IdenticalPixels", "Reencoded", "Resized", "Recoloured", "Cropped", "Turned", "Mirrored", "Edited",
        "SameScene", "SharedPart")]
    public ImageRelation[] Relation { get; set; } = [.. DuplicateOptions.DefaultRelations.OrderDescending()];

    /// <summary>How sure a duplicate must be, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MinimumConfidence { get; set; } = DuplicateOptions.DefaultConfidence;

    /// <summary>How many pairs are compared at once; 0 means one per processor.</summary>
    [Parameter]
    [ValidateRange(0, ThreadCount.Max)]
    public int ThrottleLimit { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guard(() =>
    {
        IndexSnapshot snapshot = ResolveIndex().Snapshot();
        var folders = new ReferenceFolders(Reference.Select(r => PathResolver.Literal(this, r)));
        IgnoredPairs? ignored = ReadIgnored();
        CheckNamesSomething(snapshot, folders, ignored);
        var options = new DuplicateOptions(Keep, ThrottleLimit)
        {
            Relations = Relation.ToHashSet(),
            MinimumConfidence = MinimumConfidence,
            IsReference = folders.Any ? folders.Has : null,
            IsIgnored = ignored is null ? null : (a, b) => ignored.Contains(a.Path, b.Path),
        };
        DuplicateResult found = WatchedWork.Run(this, "Finding duplicates", "pairs",
            progress => DuplicateFinder.Find(snapshot, options with { Progress = progress }, Cancel));
        Report(found, snapshot.ImageCount);
    });

    private void Report(DuplicateResult found, int images)
    {
        foreach (DuplicateWarning warning in found.Warnings)
        {
            WriteWarning(warning.Message);
        }

        foreach (LinkedImage link in found.Links)
        {
            WriteVerbose($"'{link.Image.Path}' is {(link.IsHardLink ? "another name (a hard link) of" : "a link to")} '{link.Target}', and "
                + $"no duplicate of it.");
        }

        foreach (UndecidedPair pair in found.Undecided)
        {
            WriteVerbose($"'{pair.First.Path}' and '{pair.Second.Path}' are {pair.Comparison.Relation}, and each is better in something: "
                + $"neither is returned.");
        }

        WriteVerbose($"{found.DuplicateCount} duplicates in {found.Groups.Count} groups, of {images} images.");
        foreach (DuplicateGroup group in found.Groups)
        {
            if (IncludeKeeper)
            {
                WriteObject(DuplicateFile.Kept(group));
            }

            foreach (DuplicateImage duplicate in group.Duplicates)
            {
                DuplicateFile file = DuplicateFile.From(group, duplicate);
                WriteObject(Detailed ? file with { Detail = file.Found } : file);
            }
        }
    }

    /// <summary>What protects images must name some: a mistyped name would protect none, without a word.</summary>
    private void CheckNamesSomething(IndexSnapshot snapshot, ReferenceFolders folders, IgnoredPairs? ignored)
    {
        int idle = folders.FindIdle(snapshot);
        string? reason = idle >= 0 ? $"-Reference '{Reference[idle]}' names nothing: the index has no image in that folder."
            : ignored is not null && !ignored.NamesAny(snapshot.Entries.ToArray().Select(e => e.Image.Path))
            ? $"-IgnoreFile '{IgnoreFile}' names nothing: none of its paths is in the index." : null;
        if (reason is not null)
        {
            ThrowTerminatingError(Errors.ToRecord(new ArgumentException(reason), idle >= 0 ? Reference[idle] : IgnoreFile));
        }
    }

    private IgnoredPairs? ReadIgnored()
    {
        try
        {
            string? path = IgnoreFile is null ? null : PathResolver.Literal(this, IgnoreFile);
            return path is null ? null : File.Exists(path) ? IgnoredPairs.Read(path)
                : throw new IOException($"There is no file '{path}'{(Directory.Exists(path) ? ", but a folder" : "")}. "
                    + "-IgnoreFile names a list of pairs, see Get-Help Find-DuplicateImage.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            ThrowTerminatingError(Errors.ToRecord(new ArgumentException(e.Message, e), IgnoreFile));
            throw;
        }
    }
}
