using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Benchmarks.Lookalikes;
using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>
/// What it takes to confirm a pair by its pixels, beside decoding a file. In folders of images whose names say what they are copies of
/// (`source__alteration.jpg`), sources are compared with their copies; in others, each file with copies made here: JPEG of quality 80, and
/// of half the size.
/// </summary>
internal static class ConfirmBenchmark
{
    private const double LimitMegapixels = 1000;

    public static Command Command()
    {
        var images = new Option<string>("--images") { Required = true, Description = "A folder of images, recursive." };
        var alterations = new Option<string[]>("--alterations")
        {
            AllowMultipleArgumentsPerToken = true,
            Description = "The copies to compare by their names' second part; all if none is named.",
        };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3, Description = "The least of so many runs counts." };
        var command = new Command("confirm", "The time to confirm a pair by pixels, in decodes.") { images, alterations, rounds };
        command.SetAction(result => Run(result.GetRequiredValue(images), result.GetValue(alterations) ?? [], result.GetValue(rounds),
            result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(string folder, string[] alterations, int rounds, string? record)
    {
        string own = Directory.CreateTempSubdirectory("confirm").FullName;
        try
        {
            var describer = new ImageDescriber(new IndexSettings(new ImagingSettings(), new SiftSettings()));
            var times = new List<(string Kind, double Decode, double Confirm, double Processor)>();
            foreach ((string first, string second, string kind) in Pairs(folder, alterations, own))
            {
                DescribedImage a = describer.Describe(first), b = describer.Describe(second);
                (_, double decode) = Least(rounds, () => Read(a) + Read(b));
                ImageComparison found = ImageComparer.Compare(a, b, includeMirrored: true);
                (double confirm, double processor) = Least(rounds, () => PixelComparer.Confirm(found, a, b, LimitMegapixels).Confidence);
                times.Add((kind, decode / 2, confirm, processor));
            }

            var report = new BenchmarkReport();
            var json = new JsonObject { ["folder"] = Path.GetFileName(folder) };
            report.Line($"{"kind",-16}{"pairs",6}{"CPU ms a decode",17}{"ms a pair",12}{"CPU ms",10}{"decodes",10}   (medians)");
            foreach (var kind in times.GroupBy(t => t.Kind).Append(times.GroupBy(_ => "all").Single()))
            {
                double decode = Median(kind.Select(t => t.Decode)), confirm = Median(kind.Select(t => t.Confirm)),
                    share = Median(kind.Select(t => t.Processor / t.Decode));
                double processor = Median(kind.Select(t => t.Processor));
                report.Line($"{kind.Key,-16}{kind.Count(),6}{decode,17:0.0}{confirm,12:0.0}{processor,10:0.0}{share,10:0.00}");
                json[kind.Key] = new JsonArray(kind.Count(), Math.Round(decode, 2), Math.Round(confirm, 2), Math.Round(processor, 2),
                    Math.Round(share, 2));
            }

            report.Finish(json, record);
            return 0;
        }
        finally
        {
            Directory.Delete(own, recursive: true);
        }
    }

    private static IEnumerable<(string First, string Second, string Kind)> Pairs(string folder, string[] alterations, string own)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".jpg" or ".png").Order(StringComparer.Ordinal)];
        var byName = files.ToLookup(f => Path.GetFileNameWithoutExtension(f));
        (string Source, string Copy, string Kind)[] copies =
        [
            .. files.Select(f => (Copy: f, Name: Path.GetFileNameWithoutExtension(f)))
                .Select(f => (f.Copy, f.Name, At: f.Name.LastIndexOf("__", StringComparison.Ordinal)))
                .Where(f => f.At > 0 && byName.Contains(f.Name[..f.At]))
                .Select(f => (byName[f.Name[..f.At]].First(), f.Copy, f.Name[(f.At + 2)..])),
        ];
        return copies.Length > 0 ? copies.Where(c => alterations.Length == 0 || alterations.Contains(c.Kind))
            : files.SelectMany(f => Saved(f, own));
    }

    private static IEnumerable<(string First, string Second, string Kind)> Saved(string file, string own)
    {
        string saved = Path.Combine(own, "saved.jpg"), half = Path.Combine(own, "half.jpg");
        (ColourImage whole, int width, int height) = ColourImage.Read(file, Math.Max, 1, LimitMegapixels);
        File.WriteAllBytes(saved, Encode.Jpeg(whole, 80));
        File.WriteAllBytes(half, Encode.Jpeg(ColourImage.ReadAt(file, (width, height), (width / 2, height / 2), LimitMegapixels), 90));
        return [(file, saved, "jpeg80"), (file, half, "half")];
    }

    private static double Read(DescribedImage image)
    {
        long start = Stopwatch.GetTimestamp();
        _ = ColourImage.ReadAt(image.Facts.Path, (image.Width, image.Height), (image.Width, image.Height), LimitMegapixels);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static (double Milliseconds, double Processor) Least(int rounds, Func<double> run)
    {
        double least = double.MaxValue, processor = double.MaxValue;
        for (int i = 0; i < rounds; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            _ = run();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            processor = Math.Min(processor, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }

        return (least, processor);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
