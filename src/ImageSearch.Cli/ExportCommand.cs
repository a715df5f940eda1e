using System.CommandLine;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Faiss;

namespace ImageSearch.Cli;

/// <summary>imagesearch export: an index as a Faiss file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var index = new Argument<string>("index") { Description = "The index file." }.Named();
        var output = new Argument<string>("output") { Description = "The Faiss file to write; the list of paths goes beside it." }.Named();
        Option<bool> force = CommonOptions.Force("files that are there");
        var command = new Command("export", "Writes an index as a Faiss file (IDMap,Flat), its paths beside it.") { index, output, force };
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(output);
            IndexSnapshot snapshot = IndexFile.Open(result.GetRequiredValue(index)).Snapshot();
            FaissFile.Export(snapshot, path, result.GetValue(force));
            Console.WriteLine($"{path}: {snapshot.ImageCount} images, {snapshot.RowCount} rows; their paths are in "
                + $"{path}{FaissFile.PathsExtension}.");
            return ExitCodes.Done;
        });
        return command;
    }
}
