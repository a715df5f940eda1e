using System.CommandLine;
using ImageSearch.Index;
using ImageSearch.Storage;

namespace ImageSearch.Cli;

/// <summary>imagesearch optimize: an index file without what removed images left.</summary>
internal static class OptimizeCommand
{
    public static Command Create()
    {
        var index = new Argument<string>("index") { Description = "The index file." }.Named();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("optimize", "Writes an index file anew, without what removed images left.") { index, json };
        command.SetAction(result =>
        {
            ImageIndex opened = IndexFile.Open(result.GetRequiredValue(index));
            long before = new FileInfo(opened.FilePath!).Length;
            IndexFile.Compact(opened);
            long after = new FileInfo(opened.FilePath!).Length;
            if (result.GetValue(json))
            {
                Output.Json(new { Index = opened.FilePath, BytesBefore = before, BytesAfter = after });
            }
            else
            {
                Console.WriteLine($"{Output.Short(opened.FilePath!)} had {before} bytes and has {after}.");
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
