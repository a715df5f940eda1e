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
    private const int DefaultFeatures = 1500;

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
        var features = new Option<int>("--features") { DefaultValueFactory = _ => DefaultFeatures, Description = "Features an image." };
        var skip = new Option<int>("--skip")
        {
            Description = "Leaves out the images with these remainders modulo 2: 0 none, 1 the even ones, 2 the odd ones.",
        };
        var descriptor = new Option<DescriptorKind>("--descriptor")
        {
            DefaultValueFactory = _ => DescriptorKind.Sift,
            Description = "sift or rootsift.",
        };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads." };
        var command = new Command("make-rows", "Makes a file of real rows from photographs.")
            { images, output, rows, first, features, skip, descriptor, threads };
        command.SetAction(result =>
            Run(result.GetRequiredValue(images), result.GetRequiredValue(output), result.GetValue(rows), result.GetValue(first),
            new SiftSettings(Features: result.GetValue(features), Descriptor: result.GetValue(descriptor)), result.GetValue(skip),
            result.GetValue(threads)));
        return command;
    }

    /// <summary>Makes rows of the images in folders.</summary>
    public static void Make(string[] folders, string output, long rows) =>
        Run(folders, output, rows, 0, new SiftSettings(Features: DefaultFeatures, Descriptor: DescriptorKind.Sift), 0,
            Environment.ProcessorCount);

    private static int Run(string[] folders, string output, long rows, int firstRound, SiftSettings settings, int skip,
        int threads)
    {
        string[] files = [.. folders.SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
            .Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant())).Where((_, i) => skip == 0 || i % 2 == skip % 2)];
        using FileStream file = File.Create(output);
        int round = firstRound;
        for (; file.Length < rows * SiftSettings.DescriptorBytes; round++)
        {
            int turn = round;
            foreach (byte[] made in files.AsParallel().AsOrdered().WithDegreeOfParallelism(threads)
                .WithMergeOptions(ParallelMergeOptions.NotBuffered)
                .Select((path, i) => Describe(path, turn, new Random((turn * 1_000_003) + i), settings)))
            {
                file.Write(made);
                if (file.Position >= rows * SiftSettings.DescriptorBytes)
                {
                    break;
                }
            }

            file.Flush();
        }

        file.SetLength(Math.Min(file.Length, rows * SiftSettings.DescriptorBytes));
        Console.WriteLine(new JsonObject
        {
            ["images"] = files.Length,
            ["rounds"] = round - firstRound,
            ["rows"] = file.Length / SiftSettings.DescriptorBytes
        }.ToJsonString());
        return 0;
    }

    private static byte[] Describe(string path, int round, Random random, SiftSettings settings)
    {
        GrayImage gray = new ImageReader(new ImagingSettings(round == 0 ? 640 : 1024)).Read(path).Gray;
        if (round > 0)
        {
            gray = GrayVariant.Make(gray, random);
        }

        return new SiftExtractor(settings).Extract(gray).Descriptors;
    }
}
