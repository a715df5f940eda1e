using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Imaging;
using ImageSearch.Search;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>
/// Groups of near-duplicates in folders of images whose names say what they are copies of (`source__alteration.jpg`): of the pairs that are in one
/// group, how many are copies of one source, and of the pairs of one source, how many are in one group.
/// </summary>
internal static class DuplicatesBenchmark
{
    public static Command Command()
    {
        var folders = new Option<string[]>("--index") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Folders of images to index, recursive." };
        var descriptor = new Option<DescriptorKind>("--descriptor") { DefaultValueFactory = _ => new SiftSettings().Descriptor, Description = "sift or rootsift." };
        var mirrored = new Option<bool>("--mirrored") { Description = "Mirrored copies are duplicates too; else they are counted for nothing." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads." };
        var command = new Command("duplicates", "Groups of near-duplicates: pairwise precision and recall.") { folders, descriptor, mirrored, threads };
        command.SetAction(result => Run(result.GetRequiredValue(folders), result.GetValue(descriptor), result.GetValue(mirrored), result.GetValue(threads),
            result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(string[] folders, DescriptorKind descriptor, bool mirrored, int threads, string? record)
    {
        var index = new ImageIndex(new IndexSettings(new ImagingSettings(), new SiftSettings(Descriptor: descriptor)));
        AccuracyBenchmark.Fill(index, folders, threads);
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<DuplicateImage> found = DuplicateFinder.Find(index.Snapshot(), new DuplicateOptions(IncludeMirrored: mirrored, Threads: threads));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        bool Counts(string path) => mirrored || !Path.GetFileName(path).Contains("__mirror", StringComparison.Ordinal);
        (string Source, int Group)[] images =
        [
            .. index.GetImages().Where(i => Counts(i.Path)).Select(i => (Source(i.Path), found.FirstOrDefault(d => d.Image.Id == i.Id)?.Group ?? -1)),
        ];
        long grouped = 0, same = 0, both = 0;
        for (int a = 0; a < images.Length; a++)
        {
            for (int b = a + 1; b < images.Length; b++)
            {
                bool isGrouped = images[a].Group > 0 && images[a].Group == images[b].Group, isSame = images[a].Source == images[b].Source;
                (grouped, same, both) = (grouped + (isGrouped ? 1 : 0), same + (isSame ? 1 : 0), both + (isGrouped && isSame ? 1 : 0));
            }
        }

        var json = new JsonObject
        {
            ["images"] = index.ImageCount,
            ["descriptor"] = descriptor.ToString(),
            ["mirrored"] = mirrored,
            ["threads"] = threads,
            ["groups"] = found.Count == 0 ? 0 : found.Max(d => d.Group),
            ["pairs_of_one_source"] = same,
            ["pairs_in_one_group"] = grouped,
            ["precision"] = Math.Round(both / (double)Math.Max(1, grouped), 4),
            ["recall"] = Math.Round(both / (double)Math.Max(1, same), 4),
            ["seconds"] = Math.Round(seconds, 2),
        };
        var report = new BenchmarkReport();
        foreach ((string name, JsonNode? value) in json)
        {
            report.Line($"{name,-24}{value}");
        }

        foreach (IGrouping<int, DuplicateImage> group in found.GroupBy(d => d.Group).Where(g => g.Select(d => Source(d.Image.Path)).Distinct().Count() > 1))
        {
            report.Line($"  mixed: {string.Join(", ", group.GroupBy(d => Source(d.Image.Path)).OrderByDescending(g => g.Count())
                .Select((g, i) => i == 0 ? $"{g.Key} ({g.Count()})" : string.Join(", ", g.Select(d => Path.GetFileName(d.Image.Path)))))}");
        }

        report.Finish(json, record);
        return 0;
    }

    private static string Source(string path) => Path.GetFileNameWithoutExtension(path).Split("__")[0];
}
