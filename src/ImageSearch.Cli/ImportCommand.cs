using System.CommandLine;
using ImageSearch.Index;
using ImageSearch.Sift;
using ImageSearch.Storage;
using ImageSearch.Storage.Faiss;

namespace ImageSearch.Cli;

/// <summary>imagesearch import: a Faiss file as an index.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("input") { Description = "The Faiss file: IDMap,Flat or IVFn,Flat of 128 dimensions." }.Named();
        var index = new Argument<string>("index") { Description = "The index file to make." }.Named();
        var descriptor = new Option<DescriptorKind>("--descriptor")
        {
            DefaultValueFactory = _ => new SiftSettings().Descriptor,
            Description = "The kind of descriptor that its rows are, sift or rootsift.",
        };
        Option<bool> force = CommonOptions.Force("an index that is there");
        descriptor.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<DescriptorKind>());
        var command = new Command("import", "Makes an index of a Faiss file (IDMap,Flat; IVFn,Flat).") { input, index, descriptor, force };
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(index);
            var settings = IndexSettings.Default with { Sift = new SiftSettings(Descriptor: result.GetValue(descriptor)) };
            ImageIndex imported = FaissFile.Import(result.GetRequiredValue(input), settings);
            IndexFile.Save(imported, path, result.GetValue(force));
            Console.WriteLine($"{Output.Short(imported.FilePath!)} has {imported.ImageCount} images, {imported.RowCount} rows.");
            return ExitCodes.Done;
        });
        return command;
    }
}
