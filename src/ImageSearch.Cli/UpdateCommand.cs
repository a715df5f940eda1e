using System.CommandLine;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;

namespace ImageSearch.Cli;

/// <summary>imagesearch update: makes an index file agree with a folder.</summary>
internal static class UpdateCommand
{
    public static Command Create()
    {
        var index = new Argument<string>("index") { Description = "The index file; it is made if it is not there." }.Named();
        var folder = new Argument<string>("folder") { Description = "The folder of images." }.Named();
        var recurse = new Option<bool>("--recurse") { Description = "Take the folder's folders too." };
        var include = new Option<string[]>("--include")
        {
            Description = "Take only files whose names match this (* and ?); may be repeated.",
        };
        var exclude = new Option<string[]>("--exclude")
        {
            Description = "Leave files alone whose names match this (* and ?); may be repeated.",
        };
        var force = new Option<bool>("--force")
        {
            Description = "Take all that is gone as meant, and remove it: of an empty folder too, and however much it is.",
        };
        Option<double?> removed = new Option<double?>("--maximum-removed")
        {
            Description = "Which share of the images may be removed, 0 to 1 (0.2, or five images); if more are gone, all of them stay.",
        }.Within(ValueRange.Share);
        var relative = new Option<bool>("--relative-paths")
        {
            Description = "For a new index: keep paths relative to its folder, so that it moves with the images.",
        };
        var whatIf = new Option<bool>("--what-if") { Description = "Only list what would be done." };
        Option<int> commit = new Option<int>("--commit-seconds")
        {
            DefaultValueFactory = _ => UpdateOptions.DefaultCommitSeconds,
            Description = "Commit at least this often, in seconds.",
        }.Within(new(0, UpdateOptions.MaxCommitSeconds));
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("update",
            "Makes an index agree with a folder: new images are added, changed ones replaced, moved ones kept, vanished ones removed.")
        {
            index, folder, recurse, include, exclude, force, removed, relative, whatIf, commit, threads, json,
        };
        command.SetAction((result, cancel) =>
        {
            var options = new UpdateOptions(result.GetRequiredValue(folder), result.GetValue(recurse))
            {
                Include = result.GetValue(include) ?? [],
                Exclude = result.GetValue(exclude) ?? [],
                AllowEmpty = result.GetValue(force),
                MaximumRemoved = result.GetValue(removed),
                Threads = result.GetValue(threads),
                CommitEvery = TimeSpan.FromSeconds(result.GetValue(commit)),
            };
            return Task.Run(() => Run(
                result.GetRequiredValue(index), options, result.GetValue(relative), result.GetValue(whatIf),
                result.GetValue(json), cancel));
        });
        return command;
    }

    private static int Run(string path, UpdateOptions options, bool relative, bool whatIf, bool json, CancellationToken cancel)
    {
        using IndexLock? held = whatIf ? null : IndexLock.Take(path);
        ImageIndex index = File.Exists(path) ? IndexFile.Open(path) : new ImageIndex(IndexSettings.Default) { RelativePaths = relative };
        var update = new FolderUpdate(index, options, cancel);
        var failed = new List<ImageException>(update.UnreadableFolders);
        failed.ForEach(Output.Error);
        foreach (string said in options.IdlePatterns.Concat(
            update.KeptWarnings.Select(w => $"{w} --force removes them, --maximum-removed allows more.")))
        {
            Console.Error.WriteLine(said);
        }

        if (whatIf)
        {
            List(update, json);
            return failed.Count == 0 ? ExitCodes.Done : ExitCodes.SomeImagesFailed;
        }

        if (index.FilePath is null)
        {
            IndexFile.Save(index, path, held: held);
        }

        foreach (UpdateResult result in update.Apply(update.Steps, held))
        {
            if (result.Error is not null && !result.IsSkipped)
            {
                failed.Add(result.Error);
                Output.Error(result.Error);
            }
        }

        if (update.SkippedWarning is { } warning)
        {
            Console.Error.WriteLine($"{ErrorKind.DecoderMissing}: {warning}");
        }

        Report(path, update.Summary, failed, json);
        return failed.Count == 0 ? ExitCodes.Done : ExitCodes.SomeImagesFailed;
    }

    private static void List(FolderUpdate update, bool json)
    {
        if (json)
        {
            Output.Json(update.Steps.Select(s => new { s.Kind, s.Path, From = s.Kind == UpdateKind.Move ? s.Image!.Path : null }));
            return;
        }

        foreach (UpdateStep step in update.Steps)
        {
            Console.WriteLine($"{step.Kind.ToString().ToLowerInvariant()} "
                + $"{step.Path}{(step.Kind == UpdateKind.Move ? $" (was {step.Image!.Path})" : "")}");
        }
    }

    private static void Report(string path, UpdateSummary s, List<ImageException> failed, bool json)
    {
        if (json)
        {
            var errors = failed.Select(e => new { Error = e.Kind.ToString(), Path = e.Target, Message = Advice.Tell(e) });
            Output.Json(new { Index = Path.GetFullPath(path), Summary = s, Errors = errors });
            return;
        }

        Console.WriteLine($"{s.Added} added, {s.Replaced} replaced, {s.Moved} moved, {s.Removed} removed, {s.Unchanged} unchanged, "
            + $"{s.Failed} failed, {s.Skipped} skipped, "
            + $"{s.UnreadableFolders} folders unreadable, {s.Kept} kept though gone; {Output.Short(Path.GetFullPath(path))} has {s.Images} "
            + $"images, {s.Rows} rows.");
    }
}
