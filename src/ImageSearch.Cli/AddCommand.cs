using System.CommandLine;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Sift;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using Spectre.Console;

namespace ImageSearch.Cli;

/// <summary>imagesearch add: images into an index file, which is made if it is not there.</summary>
internal static class AddCommand
{
    public static Command Create()
    {
        var index = new Argument<string>("index") { Description = "The index file; it is made if it is not there." }.Named();
        var paths = new Argument<string[]>("paths")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "Images, or folders of images.",
        }.Named();
        var recurse = new Option<bool>("--recurse") { Description = "Take the folders' folders too." };
        Option<int> features = new Option<int>("--features")
        {
            DefaultValueFactory = _ => new SiftSettings().Features,
            Description = "For a new index: features an image, 0 keeps all.",
        }.Within(SiftSettings.FeatureRange);
        var descriptor = new Option<DescriptorKind>("--descriptor")
        {
            DefaultValueFactory = _ => new SiftSettings().Descriptor,
            Description = "For a new index: the kind of descriptor, sift or rootsift.",
        };
        Option<int> longSide = new Option<int>("--long-side")
        {
            DefaultValueFactory = _ => new ImagingSettings().LongSidePixels,
            Description = "For a new index: shrink images to this long side in pixels.",
        }.Within(new(ImagingSettings.MinLongSidePixels, ImagingSettings.MaxLongSidePixels));
        Option<double> limit = new Option<double>("--limit-megapixels")
        {
            DefaultValueFactory = _ => new ImagingSettings().LimitMegapixels,
            Description = "For a new index: images of more megapixels are refused.",
        }.Within(new(ImagingSettings.MinMegapixels, ImagingSettings.MaxMegapixels));
        Option<KindChoice?> kind = Kinds.OfNew();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json();
        descriptor.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<DescriptorKind>());
        var command = new Command("add", "Adds images to an index: new ones are added, changed ones replaced, unchanged ones skipped.")
        {
            index, paths, recurse, features, descriptor, longSide, limit, kind, threads, json,
        };
        command.SetAction((result, cancel) =>
        {
            var settings = new IndexSettings(
                new ImagingSettings(result.GetValue(longSide), result.GetValue(limit)),
                new SiftSettings(result.GetValue(features), Descriptor: result.GetValue(descriptor)));
            var errors = new List<ImageException>();
            IEnumerable<string> files = ImagePaths.Expand(result.GetRequiredValue(paths), result.GetValue(recurse), error =>
            {
                errors.Add(error);
                Output.Error(error);
            });
            return Task.Run(() => Run(result.GetRequiredValue(index), files, errors, settings, result.GetValue(kind),
                result.GetValue(threads), result.GetValue(json), cancel));
        });
        return command;
    }

    private static int Run(
        string path, IEnumerable<string> files, List<ImageException> errors, IndexSettings settings, KindChoice? kind, int threads,
        bool json, CancellationToken cancel)
    {
        // Before the work that it is to save: what cannot be written is told at once. While it works, others may write.
        IndexLock.Take(path, IndexLock.StartWait).Dispose();
        ImageIndex index = File.Exists(path) ? IndexFile.Open(path) : new ImageIndex(settings, kind?.Kind ?? default);
        if (Kinds.Refusal(index, kind) is { } refusal)
        {
            return AllCommands.WrongUsage([refusal], "add");
        }

        int[] counts = new int[Enum.GetValues<AddOutcome>().Length];
        using (var ingest = new ImageIngest(index, threads, cancel))
        {
            WithProgress(step =>
            {
                foreach (string file in files)
                {
                    ingest.Post(file);
                    Take(ingest, ingest.IsFull, counts, errors, step);
                }

                Take(ingest, wait: true, counts, errors, step);
            });
        }

        if (counts.Sum() == 0 && errors.Count == 0)
        {
            Console.Error.WriteLine("There are no images in what was named. Folders inside folders are taken with --recurse.");
            return ExitCodes.SomeImagesFailed;
        }

        if (index.HasUnsavedChanges)
        {
            IndexFile.SaveChanges(index, path, IndexLock.CommitWait);
        }

        Report(index, path, counts, errors, json);
        return errors.Count == 0 ? ExitCodes.Done : ExitCodes.SomeImagesFailed;
    }

    private static void Take(ImageIngest ingest, bool wait, int[] counts, List<ImageException> errors, Action<long> step)
    {
        while (ingest.Take(wait) is { } result)
        {
            if (result.Error is null)
            {
                counts[(int)result.Outcome]++;
            }
            else
            {
                errors.Add(result.Error);
                Output.Error(result.Error);
            }

            step(ingest.Pending);
        }
    }

    private static void Report(ImageIndex index, string path, int[] counts, List<ImageException> errors, bool json)
    {
        if (json)
        {
            Output.Json(new
            {
                Index = index.FilePath is null ? null : Path.GetFullPath(path),
                Added = counts[(int)AddOutcome.Added],
                Replaced = counts[(int)AddOutcome.Replaced],
                Unchanged = counts[(int)AddOutcome.Unchanged],
                Failed = errors.Select(e => new { Error = e.Kind.ToString(), Path = e.Target, Message = Advice.Tell(e) }),
                Images = index.ImageCount,
                Rows = index.RowCount,
            });
            return;
        }

        Console.WriteLine($"{counts[(int)AddOutcome.Added]} added, {counts[(int)AddOutcome.Replaced]} replaced, "
            + $"{counts[(int)AddOutcome.Unchanged]} unchanged, {errors.Count} failed; "
            + (index.FilePath is null ? "no index was made."
                : $"{Output.Short(Path.GetFullPath(path))} has {index.ImageCount} images, {index.RowCount} rows."));
    }

    /// <summary>A progress bar on standard error, where a person is there to see it.</summary>
    private static void WithProgress(Action<Action<long>> work)
    {
        if (Console.IsErrorRedirected)
        {
            work(_ => { });
            return;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask("images");
                work(pending =>
                {
                    task.MaxValue = task.Value + 1 + pending;
                    task.Increment(1);
                    task.Description = $"{task.Value} of {task.MaxValue} images";
                });
            });
    }
}
