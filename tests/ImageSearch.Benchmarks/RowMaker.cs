using System.CommandLine;
using System.Text.Json.Nodes;
using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>
/// Makes a file of real rows for the search to be measured on: the descriptors of photographs, each as it is and then, round after round,
/// cropped, rescaled, mirrored and turned by quarters, until there are enough. The same arguments make the same file.
/// </summary>
internal static class RowMaker
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png"];

    public static Command Command()
    {
        var images = new Option<string[]>("--images")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Folders of photographs.",
        };
        var output = new Option<string>("--out") { Required = true, Description = "The file to write: 128 bytes a row." };
        var rows = new Option<long>("--rows") { DefaultValueFactory = _ => 1_000_000, Description = "Ends once there are so many." };
        var first = new Option<int>("--first-round") { Description = "Round to begin with; 0 takes the images as they are." };
        var rounds = new Option<int>("--rounds") { Description = "Ends after so many rounds, even with too few rows; 0 never." };
        var features = new Option<int>("--features")
        { DefaultValueFactory = _ => RowsToMake.DefaultFeatures, Description = "Features an image." };
        var descriptor = new Option<DescriptorKind>("--descriptor")
        { DefaultValueFactory = _ => DescriptorKind.Sift, Description = "Kind of the descriptors." };
        var side = new Option<int>("--size")
        { DefaultValueFactory = _ => RowsToMake.DefaultLongSide, Description = "The longer side in pixels, in round 0." };
        var skip = new Option<int>("--skip")
        {
            Description = "Leaves out the images with these remainders modulo 2: 0 none, 1 the even ones, 2 the odd ones.",
        };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads." };
        var list = new Option<string?>("--list") { Description = "A file to write: of each image its number of rows, a tab, its path." };
        var command = new Command("make-rows", "Makes a file of real rows from photographs.")
            { images, output, rows, first, rounds, features, descriptor, side, skip, threads, list };
        command.SetAction(result =>
            Run(new RowsToMake(result.GetRequiredValue(images), result.GetRequiredValue(output), result.GetValue(rows))
            {
                FirstRound = result.GetValue(first),
                Rounds = result.GetValue(rounds),
                Features = result.GetValue(features),
                Descriptor = result.GetValue(descriptor),
                LongSide = result.GetValue(side),
                Skip = result.GetValue(skip),
                Threads = result.GetValue(threads),
                List = result.GetValue(list),
            }));
        return command;
    }

    /// <summary>Makes rows of the images in folders.</summary>
    public static void Make(string[] folders, string output, long rows) => Run(new RowsToMake(folders, output, rows));

    private static int Run(RowsToMake wanted)
    {
        string[] files = [.. wanted.Folders.SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
            .Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant()))
            .Where((_, i) => wanted.Skip == 0 || i % 2 == wanted.Skip % 2)];
        long bytes = wanted.Rows * SiftSettings.DescriptorBytes;
        using FileStream file = File.Create(wanted.Output);
        using StreamWriter? list = wanted.List is null ? null : new StreamWriter(wanted.List);
        int round = wanted.FirstRound;
        for (; file.Length < bytes && (wanted.Rounds == 0 || round < wanted.FirstRound + wanted.Rounds); round++)
        {
            int turn = round;
            foreach ((string path, byte[] made) in files.AsParallel().AsOrdered().WithDegreeOfParallelism(wanted.Threads)
                .WithMergeOptions(ParallelMergeOptions.NotBuffered)
                .Select((path, i) => (path, Describe(path, turn, new Random((turn * 1_000_003) + i), wanted))))
            {
                file.Write(made);
                list?.WriteLine($"{made.Length / SiftSettings.DescriptorBytes}\t{path}");
                if (file.Position >= bytes)
                {
                    break;
                }
            }

            file.Flush();
        }

        file.SetLength(Math.Min(file.Length, bytes));
        Console.WriteLine(new JsonObject
        {
            ["images"] = files.Length,
            ["rounds"] = round - wanted.FirstRound,
            ["rows"] = file.Length / SiftSettings.DescriptorBytes
        }.ToJsonString());
        return 0;
    }

    private static byte[] Describe(string path, int round, Random random, RowsToMake wanted)
    {
        GrayImage gray = new ImageReader(new ImagingSettings(round == 0 ? wanted.LongSide : 1024)).Read(path).Gray;
        if (round > 0)
        {
            gray = GrayVariant.Make(gray, random);
        }

        return new SiftExtractor(new SiftSettings(Features: wanted.Features, Descriptor: wanted.Descriptor)).Extract(gray).Descriptors;
    }
}
