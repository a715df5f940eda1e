using System.CommandLine;
using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Storage;

namespace ImageSearch.Cli;

/// <summary>imagesearch optimize: an index file without what removed images left, or of another kind.</summary>
internal static class OptimizeCommand
{
    public static Command Create()
    {
        var index = new Argument<string>("index") { Description = "The index file." }.Named();
        Option<KindChoice?> kind = Kinds.Option("The kind that it gets: inverted chooses cells and makes lists of its rows, anew "
            + "if it has some; flat drops them; or a key of Faiss, such as IVF4096,Flat, which says how many cells. Without it, the kind "
            + "stays.");
        Option<bool> json = CommonOptions.Json();
        var command = new Command("optimize", "Makes an index file one without what removed images left, or of another kind.")
        {
            index, kind, json,
        };
        command.SetAction((result, cancel) => Task.Run(() =>
            Run(result.GetRequiredValue(index), result.GetValue(kind), result.GetValue(json), cancel)));
        return command;
    }

    private static int Run(string path, KindChoice? kind, bool json, CancellationToken cancel)
    {
        ImageIndex opened = IndexFile.Open(path);
        long before = new FileInfo(opened.FilePath!).Length;
        RowProgress.Run(progress => IndexFile.Compact(opened, kind, progress: progress, cancel: cancel));
        long after = new FileInfo(opened.FilePath!).Length;
        if (json)
        {
            Output.Json(new
            {
                Index = opened.FilePath,
                BytesBefore = before,
                BytesAfter = after,
                opened.Kind,
                KindDescription = KindWords.Of(opened),
                Lists = Kinds.Json(opened.Lists),
            });
        }
        else
        {
            Console.WriteLine($"{Output.Short(opened.FilePath!)} had {before} bytes and has {after}. It is of the kind {opened.Kind}: it "
                + $"{KindWords.Of(opened)}.");
        }

        return ExitCodes.Done;
    }
}
