using System.CommandLine;
using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Storage;
using Spectre.Console;

namespace ImageSearch.Cli;

/// <summary>imagesearch info: what an index file holds.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        var index = new Argument<string>("index") { Description = "The index file." }.Named();
        var images = new Option<bool>("--images") { Description = "List the images." };
        Option<bool> json = CommonOptions.Json();
        var command = new Command("info", "Says what an index file holds.") { index, images, json };
        command.SetAction(result =>
        {
            ImageIndex opened = IndexFile.Open(result.GetRequiredValue(index));
            bool list = result.GetValue(images);
            if (result.GetValue(json))
            {
                PrintJson(opened, list);
            }
            else
            {
                Print(opened, list);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(ImageIndex index, bool list)
    {
        Console.WriteLine($"file        {Output.Short(index.FilePath!)}, {new FileInfo(index.FilePath!).Length} bytes");
        Console.WriteLine($"images      {index.ImageCount}");
        Console.WriteLine($"rows        {index.RowCount}");
        Console.WriteLine($"kind        {index.Kind}: it {KindWords.Of(index)}");
        if (index.Lists is { } lists)
        {
            Console.WriteLine($"lists       {lists.Rows} rows in {lists.Cells} cells{(lists.Damage is { } damage ? $": {damage}" : "")}");
        }

        Console.WriteLine($"generation  {index.Generation}");
        Console.WriteLine($"settings    {index.Settings.Sift.Features} {index.Settings.Sift.Descriptor} features an image, "
            + $"long side {index.Settings.Imaging.LongSidePixels} pixels");
        if (KindWords.Advice(index) is { } advice)
        {
            Console.WriteLine($"{advice} 'imagesearch optimize --kind inverted' brings it about.");
        }

        if (!list)
        {
            return;
        }

        Table table = Output.NewTable("id", "features", "width", "height", "pages", "image");
        foreach (IndexedImage i in index.GetImages())
        {
            table.AddRow($"{i.Id}", $"{i.FeatureCount}", $"{i.Width}", $"{i.Height}", i.PageCount == 0 ? "" : $"{i.PageCount}",
                Markup.Escape(Output.Short(i.Path)));
        }

        Output.Write(table);
    }

    private static void PrintJson(ImageIndex index, bool list) => Output.Json(new
    {
        File = index.FilePath,
        FileBytes = new FileInfo(index.FilePath!).Length,
        Images = index.ImageCount,
        Rows = index.RowCount,
        index.Kind,
        KindDescription = KindWords.Of(index),
        KindAdvice = KindWords.Advice(index),
        Lists = Kinds.Json(index.Lists),
        index.Generation,
        Settings = new { index.Settings.Imaging, index.Settings.Sift },
        List = !list ? null : index.GetImages().Select(i => new
        {
            i.Id,
            i.Path,
            i.Width,
            i.Height,
            Pages = i.PageCount == 0 ? null : (int?)i.PageCount,
            Features = i.FeatureCount,
            i.LengthBytes,
            i.ModifiedUtc,
            Sha256 = Convert.ToHexString(i.ContentHash.AsSpan()),
        }),
    });
}
