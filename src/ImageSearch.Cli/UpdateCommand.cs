using System.CommandLine;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;

namespace ImageSearch.Cli;

/// <summary>imagesearch update: makes an index file agree with a folder, or with those that it was updated from before.</summary>
internal static class UpdateCommand
{
    public static Command Create()
    {
        var index = new Argument<string>("index") { Description = "The index file; it is made if it is not there." }.Named();
        Argument<string?> folder = new Argument<string?>("folder")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "The folder of images; without it, the folders that the index was updated from before, each as then.",
        }.Named();
        var recurse = new Option<bool>("--recurse") { Description = "Take the folder's folders too." };
        Option<string[]> include = Patterns("--include", "Take only files whose names match this");
        Option<string[]> exclude = Patterns("--exclude", "Leave files alone whose names match this");
        Option<bool> force = Switch("--force",
            "Take all that is gone as meant, and remove it: of an empty folder too, and however much it is.");
        Option<double?> removed = new Option<double?>("--maximum-removed")
        {
            Description = "Which share of the images may be removed, 0 to 1 (0.2, or five images); if more are gone, all of them stay.",
        }.Within(ValueRange.Share);
        Option<bool> relative = Switch("--relative-paths",
            "For a new index: keep paths relative to its folder, so that it moves with the images.");
        Option<KindChoice?> kind = Kinds.OfNew();
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
            index, folder, recurse, include, exclude, force, removed, relative, kind, whatIf, commit, threads, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(folder) is null
                && new Option[] { recurse, include, exclude }.Any(o => result.GetResult(o) is { Implicit: false }))
            {
                result.AddError("--recurse, --include and --exclude are kept with the folder that they were said of: name the folder to "
                    + "change them.");
            }
        });
        command.SetAction((result, cancel) =>
        {
            UpdateOptions? named = result.GetValue(folder) is not { } path ? null : new UpdateOptions(path, result.GetValue(recurse))
            { Include = result.GetValue(include) ?? [], Exclude = result.GetValue(exclude) ?? [] };
            UpdateOptions Complete(UpdateOptions options) => options with
            {
                AllowEmpty = result.GetValue(force),
                MaximumRemoved = result.GetValue(removed),
                Threads = result.GetValue(threads),
                CommitEvery = TimeSpan.FromSeconds(result.GetValue(commit)),
            };
            return Task.Run(() => Run(result.GetRequiredValue(index), named, Complete, result.GetValue(relative), result.GetValue(kind),
                result.GetValue(whatIf), result.GetValue(json), cancel));
        });
        return command;
    }

    private static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    private static Option<string[]> Patterns(string name, string what) =>
        new(name) { Description = $"{what} (* and ?); may be repeated." };

    private static int Run(
        string path, UpdateOptions? named, Func<UpdateOptions, UpdateOptions> complete, bool relative, KindChoice? kind,
        bool whatIf, bool json, CancellationToken cancel)
    {
        if (!whatIf)
        {
            // Before the work that it is to save: what cannot be written is told at once. While it works, others may write.
            IndexLock.Take(path, IndexLock.StartWait).Dispose();
        }

        bool isNew = !File.Exists(path);
        ImageIndex index = isNew ? new ImageIndex(IndexSettings.Default, kind?.Kind ?? default)
        { RelativePaths = relative, Binding = FileBinding.ToMake(Path.GetFullPath(path)) }
            : IndexFile.Open(path);
        if (Kinds.Refusal(index, kind) is { } refusal)
        {
            return AllCommands.WrongUsage([refusal], "update");
        }

        UpdateOptions[] all = named is null ? [.. index.Followed.Select(UpdateOptions.Of)] : [named];
        if (all.Length == 0)
        {
            Console.Error.WriteLine("This index was not updated from any folder yet: name one.");
            return ExitCodes.Usage;
        }

        var done = new List<object>();
        int code = ExitCodes.Done;
        foreach (UpdateOptions options in all.Select(complete))
        {
            try
            {
                code = Math.Max(code, Update(index, options, whatIf, json, done, cancel));
            }
            catch (IndexException e) when (e.Kind == ErrorKind.FolderUnreadable && named is null)
            {
                // It says nothing about the next one.
                Output.Error(e);
                code = ExitCodes.Failed;
            }
        }

        if (json && (named is null || whatIf))
        {
            Output.Json(done);
        }
        else if (json)
        {
            Output.Json(done.Single());
        }

        return code;
    }

    /// <summary>Updates from one folder; what is to be said of it as JSON is added to what was done.</summary>
    /// <returns>The exit code.</returns>
    private static int Update(
        ImageIndex index, UpdateOptions options, bool whatIf, bool json, List<object> done, CancellationToken cancel)
    {
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
            List(update, json, done);
            return failed.Count == 0 ? ExitCodes.Done : ExitCodes.SomeImagesFailed;
        }

        if (FileBinding.Of(index)!.IsToBeMade)
        {
            IndexFile.SaveChanges(index, index.FilePath!, IndexLock.CommitWait);
        }

        foreach (UpdateResult result in update.Apply(update.Steps, commits: true))
        {
            if (result.Error is not null && !result.IsSkipped)
            {
                failed.Add(result.Error);
                Output.Error(result.Error);
            }
        }

        if (update.SkippedWarning is { } warning)
        {
            Console.Error.WriteLine($"{update.SkippedKind}: {warning}");
        }

        if (json)
        {
            var errors = failed.Select(e => new { Error = e.Kind.ToString(), Path = e.Target, Message = Advice.Tell(e) });
            done.Add(new { Index = index.FilePath, update.Summary, Errors = errors });
        }
        else
        {
            Report(index.FilePath!, update.Summary);
        }

        return failed.Count == 0 ? ExitCodes.Done : ExitCodes.SomeImagesFailed;
    }

    private static void List(FolderUpdate update, bool json, List<object> done)
    {
        foreach (UpdateStep step in update.Steps)
        {
            string? from = step.Kind == UpdateKind.Move ? step.Image!.Path : null;
            if (json)
            {
                done.Add(new { step.Kind, step.Path, From = from });
            }
            else
            {
                Console.WriteLine($"{step.Kind.ToString().ToLowerInvariant()} {step.Path}{(from is null ? "" : $" (was {from})")}");
            }
        }
    }

    private static void Report(string path, UpdateSummary s)
    {
        Console.WriteLine($"{s.Added} added, {s.Replaced} replaced, {s.Moved} moved, {s.Removed} removed, {s.Unchanged} unchanged, "
            + $"{s.Failed} failed, {s.Skipped} skipped, "
            + $"{s.UnreadableFolders} folders unreadable, {s.Kept} kept though gone; {Output.Short(Path.GetFullPath(path))} has {s.Images} "
            + $"images, {s.Rows} rows.");
    }
}
