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
        Option<KindChoice?> kind = Kinds.Option("Flat writes rows alone (IDMap,Flat), inverted the cells too (IDMap,IVFn,Flat). Without "
            + "it, as the index has it.");
        kind.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<KindChoice?>()?.Cells is not null)
            {
                result.AddError("An index is exported with the cells that it has: --kind inverted.");
            }
        });
        var command = new Command("export", "Writes an index as a Faiss file (IDMap,Flat or IDMap,IVFn,Flat), its paths beside it.")
        {
            index, output, force, kind,
        };
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(output);
            IndexSnapshot snapshot = IndexFile.Open(result.GetRequiredValue(index)).Snapshot();
            string key = FaissFile.Export(snapshot, path, result.GetValue(force), kind: result.GetValue(kind)?.Kind);
            Console.WriteLine($"{path}: {snapshot.ImageCount} images, {snapshot.RowCount} rows, {key} to Faiss; their paths are in "
                + $"{path}{FaissFile.PathsExtension}.");
            return ExitCodes.Done;
        });
        return command;
    }
}
