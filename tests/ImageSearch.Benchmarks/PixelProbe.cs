using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Ingest;
using ImageSearch.Search;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

internal static class PixelProbe
{
    public static Command Command()
    {
        var pairs = new Option<string>("--pairs") { Required = true };
        var every = new Option<int>("--every") { DefaultValueFactory = _ => 1 };
        var command = new Command("pixel-probe", "x") { pairs, every };
        command.SetAction(r => Run(r.GetRequiredValue(pairs), r.GetValue(every)));
        return command;
    }

    private static int Run(string pairs, int every)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(pairs))!;
        var describers = new ThreadLocal<ImageDescriber>(() => new ImageDescriber(new IndexSettings(new ImagingSettings(), new SiftSettings())));
        var cache = new ConcurrentDictionary<string, DescribedImage?>();
        DescribedImage? Get(string path) => cache.GetOrAdd(path, p =>
        {
            try
            {
                return describers.Value!.Describe(p);
            }
            catch (ImageException)
            {
                return null;
            }
        });
        string[][] lines = [.. File.ReadLines(pairs).Skip(1).Select(l => l.Split('\t')).Where((_, i) => i % every == 0)];
        var o = new string[lines.Length];
        Parallel.For(0, lines.Length, i =>
        {
            string[] f = lines[i];
            if (Get(Path.Combine(folder, f[0])) is not { } a || Get(Path.Combine(folder, f[1])) is not { } b)
            {
                o[i] = $"{f[2]}\t{(f.Length > 3 ? f[3] : "")}\tNoFeatures\t\t\t\t\t{f[0]}\t{f[1]}";
                return;
            }

            long t0 = Stopwatch.GetTimestamp();
            ImageComparison k = ImageComparer.Compare(a, b);
            long t1 = Stopwatch.GetTimestamp();
            ImageComparison c = PixelComparer.Confirm(k, ComparedImage.Of(a), ComparedImage.Of(b), 250);
            long t2 = Stopwatch.GetTimestamp();
            o[i] = $"{f[2]}\t{(f.Length > 3 ? f[3] : "")}\t{c.Relation}\t{c.Confidence:0.000}\te{PixelComparer.Last:0.00} c{PixelComparer.LastColour:0.00}\tagr {c.Agreement:0.00} {PixelComparer.LastView:0.00} ov {c.FirstOverlap:0.00} {c.SecondOverlap:0.00} diff {c.Differences.Sum(d => d.Share):0.000}/{c.Differences.Count}\tg {ImageSearch.Comparison.Pixels.ColourComparison.Debug}\tkp {k.Relation} {k.Confidence:0.00} {k.Inliers} {Stopwatch.GetElapsedTime(t0, t1).TotalMilliseconds:0}+{Stopwatch.GetElapsedTime(t1, t2).TotalMilliseconds:0}ms\t{f[0]}\t{f[1]}";
        });
        foreach (string line in o)
        {
            Console.WriteLine(line);
        }

        return 0;
    }
}
