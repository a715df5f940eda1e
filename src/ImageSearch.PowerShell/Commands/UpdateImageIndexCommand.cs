using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.PowerShell.Completers;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Threads;

namespace ImageSearch.PowerShell.Commands;

/// <summary>
/// Makes an index agree with a folder: new images are added, changed ones replaced, moved ones recognised by their content, vanished ones
/// removed. An index that has a file is committed to it periodically, so that a run that is ended loses minutes at most and the next one
/// goes on. The index keeps the folder and its patterns: without a folder, all that it keeps are updated.
/// </summary>
[Cmdlet(VerbsData.Update, "ImageIndex", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(UpdateSummary))]
public sealed class UpdateImageIndexCommand : PipedIndexCmdlet
{
    /// <summary>The folder; wildcards are expanded. Without it, the folders that the index was updated from before, each as then.</summary>
    [Parameter(ParameterSetName = "Path", Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [PathArgument]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The folder, taken as it is written.</summary>
    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Takes the folders in it too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>
    /// Takes only files that match one of these wildcards: by name, or, of one with a separator in it, by the path from the folder on.
    /// Without it, all images by their endings.
    /// </summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Include { get; set; } = [];

    /// <summary>Leaves alone, in the folder and in the index, files that match one of these wildcards, and all that lies in folders that
    /// do.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Exclude { get; set; } = [];

    /// <summary>
    /// Takes all that is gone as meant, and removes it: of a folder that is empty too, and however much it is. Otherwise a drive may be
    /// missing.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Which share of the index's images may be removed, 0 to 1; if more are gone, all of them stay. Without it 0.2, or five
    /// images if that is more.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MaximumRemoved { get; set; } = UpdateOptions.DefaultMaximumRemoved;

    /// <summary>Makes the index file that -Index names, an .imgidx file, if it is not there yet.</summary>
    [Parameter]
    public SwitchParameter Create { get; set; }

    /// <summary>The kind of the index that -Create makes: Flat, whose rows are all compared, or Inverted, which looks where near rows are
    /// likely, once there are so many that it pays.</summary>
    [Parameter]
    [KindArgument]
    [ArgumentCompleter(typeof(KindCompleter))]
    [ValidateNotNull]
    public KindChoice? Kind { get; set; }

    /// <summary>The index to work on, or the path of its file; without it, the session's current one.</summary>
    [Parameter(ValueFromPipeline = true)]
    [IndexArgument(MayBeNew = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public override ImageIndex? Index { get; set; }

    /// <summary>Commits at least this often, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, UpdateOptions.MaxCommitSeconds)]
    public int CommitSeconds { get; set; } = UpdateOptions.DefaultCommitSeconds;

    /// <summary>How many images are read at once; 0 means one per processor.</summary>
    [Parameter]
    [ValidateRange(0, ThreadCount.Max)]
    public int ThrottleLimit { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guard(() =>
    {
        ImageIndex index = ResolveIndex();
        if (IndexArgumentAttribute.RefusalOf(index) is { } refusal && !(Create && refusal.Kind == ErrorKind.IndexNotFound))
        {
            throw refusal;
        }

        if (Create && (Index is null || !IndexArgumentAttribute.IsOpenedHere(Index)))
        {
            ThrowTerminatingError(Errors.ToRecord(
                new ArgumentException("-Create makes the index file that -Index names: -Index photos.imgidx -Create."), index.FilePath));
        }

        TakeKind(index);

        // An index that is piped in has the path of its file, which is no folder.
        string[] named = ParameterSetName != "LiteralPath" ? Path : LiteralPath is [var only] && only == index.FilePath ? [] : LiteralPath;
        if (named.Length == 0)
        {
            Repeat(index);
            return;
        }

        foreach (string path in named)
        {
            Guard(() =>
            {
                IEnumerable<string> folders = ParameterSetName == "LiteralPath" ? [PathResolver.Literal(this, path)]
                    : PathResolver.Expand(this, path);
                foreach (string folder in folders)
                {
                    UpdateOrReport(index, new UpdateOptions(folder, Recurse) { Include = Include, Exclude = Exclude });
                }
            });
        }
    });

    /// <summary>An index that is about to be made gets the kind that is asked for; one that is there must have it.</summary>
    private void TakeKind(ImageIndex index)
    {
        string? refusal = Kind is null ? null
            : !Create ? "-Kind is for the index that -Create makes. Optimize-ImageIndex -Kind changes one that is there."
            : Kind.RefusalOfNew("Optimize-ImageIndex -Kind")
                ?? (FileBinding.Of(index)?.IsToBeMade == true || Kind.Kind == index.Kind ? null
                : $"'{index.FilePath}' is of the kind {index.Kind}. 'Optimize-ImageIndex -Kind {Kind}' changes that.");
        if (refusal is not null)
        {
            ThrowTerminatingError(Errors.ToRecord(new ArgumentException(refusal), index.FilePath));
        }

        index.Kind = Kind?.Kind ?? index.Kind;
    }

    /// <summary>Updates from the folders that the index was updated from before.</summary>
    private void Repeat(ImageIndex index)
    {
        string[] idle = [.. new[] { nameof(Recurse), nameof(Include), nameof(Exclude) }
            .Where(MyInvocation.BoundParameters.ContainsKey).Select(n => "-" + n)];
        string? reason = idle.Length > 0 ? $"{string.Join(" and ", idle)} is kept with the folder that it was said of: "
            + "name the folder to change it."
            : index.Followed.Count == 0 ? "This index was not updated from any folder yet: name one." : null;
        if (reason is not null)
        {
            ThrowTerminatingError(Errors.ToRecord(new ArgumentException(reason), index.FilePath));
        }

        foreach (FollowedFolder folder in index.Followed)
        {
            UpdateOrReport(index, UpdateOptions.Of(folder));
        }
    }

    private static string ActionOf(UpdateStep step) => step.Kind switch
    {
        UpdateKind.Add => "Add to image index",
        UpdateKind.Replace => "Replace in image index",
        UpdateKind.Move => $"Move in image index from '{step.Image!.Path}'",
        _ => "Remove from image index",
    };

    /// <summary>A folder that cannot be taken as it is says nothing about the next one.</summary>
    private void UpdateOrReport(ImageIndex index, UpdateOptions options)
    {
        try
        {
            Update(index, options with
            {
                AllowEmpty = Force,
                MaximumRemoved = MyInvocation.BoundParameters.ContainsKey(nameof(MaximumRemoved)) ? MaximumRemoved : null,
                Threads = ThrottleLimit,
                CommitEvery = TimeSpan.FromSeconds(CommitSeconds),
            });
        }
        catch (IndexException e) when (e.Kind == ErrorKind.FolderUnreadable)
        {
            WriteError(Errors.ToRecord(e));
        }
    }

    private void Update(ImageIndex index, UpdateOptions options)
    {
        bool isDryRun = IsWhatIf;
        if (index.FilePath is not null && !isDryRun)
        {
            // Before the work that it is to save: what cannot be written is told at once. While it works, others may write.
            using IndexLock probe = IndexLock.Take(index.FilePath, IndexLock.StartWait);
            if (!index.HasUnsavedChanges && !IndexArgumentAttribute.IsNew(index))
            {
                IndexFile.Refresh(index);
            }
        }

        foreach (string idle in options.IdlePatterns)
        {
            WriteWarning(idle);
        }

        var update = new FolderUpdate(index, options, Cancel);
        foreach (ImageException error in update.UnreadableFolders)
        {
            WriteError(Errors.ToRecord(error));
        }

        UpdateStep[] wanted = [.. update.Steps.Where(s => s.Kind == UpdateKind.Touch ? !isDryRun : ShouldProcess(s.Path, ActionOf(s)))];
        if (isDryRun)
        {
            WriteWarnings(update);
            return;
        }

        var progress = new ProgressMeter(this, "Updating the index");
        foreach (UpdateResult result in update.Apply(wanted, commits: true))
        {
            progress.Step(result.Pending, result.Step.Path);
            if (result.Error is null)
            {
                WriteVerbose($"{result.Step.Kind}: '{result.Step.Path}'.");
            }
            else if (result.IsSkipped)
            {
                WriteVerbose(result.Error.Message);
            }
            else
            {
                WriteError(Errors.ToRecord(result.Error));
            }
        }

        progress.Complete();
        WriteWarnings(update);
        WriteObject(update.Summary);
    }

    private void WriteWarnings(FolderUpdate update)
    {
        IEnumerable<string> kept = update.KeptWarnings.Select(w => $"{w} -Force removes them, -MaximumRemoved allows more.");
        foreach (string warning in kept.Concat(update.SkippedWarning is { } skipped ? [skipped] : []))
        {
            WriteWarning(warning);
        }
    }
}
