using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>
/// Groups of near-duplicates in folders of images whose names say what they are copies of (`source__alteration.jpg`): of the pairs that are
/// in one group, how many are copies of one source, and of the pairs of one source, how many are in one group.
/// </summary>
internal static class DuplicatesBenchmark
{
    public static Command Command()
    {
        var folders = new Option<string[]>("--index")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Folders of images to index, recursive.",
        };
        var descriptor = new Option<DescriptorKind>("--descriptor")
        {
            DefaultValueFactory = _ => new SiftSettings().Descriptor,
            Description = "sift or rootsift.",
        };
        var relations = new Option<ImageRelation[]>("--relation")
        {
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. DuplicateOptions.DefaultRelations],
            Description = "What duplicates may be to their keeper; mirrored copies are counted only where Mirrored is named.",
        };
        var confidence = new Option<double>("--confidence")
        {
            DefaultValueFactory = _ => new DuplicateOptions().MinimumConfidence,
            Description = "How sure a duplicate must be; edited copies are at most 0.9.",
        };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads." };
        var command = new Command("duplicates", "Groups of near-duplicates: pairwise precision and recall.")
            { folders, descriptor, relations, confidence, threads };
        command.SetAction(result =>
            Run(result.GetRequiredValue(folders), result.GetValue(descriptor), result.GetValue(relations)!, result.GetValue(confidence),
            result.GetValue(threads), result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(string[] folders, DescriptorKind descriptor, ImageRelation[] relations, double confidence, int threads,
        string? record)
    {
        var index = new ImageIndex(new IndexSettings(new ImagingSettings(), new SiftSettings(Descriptor: descriptor)));
        AccuracyBenchmark.Fill(index, folders, threads);
        long start = Stopwatch.GetTimestamp();
        var options = new DuplicateOptions(Threads: threads) { Relations = relations.ToHashSet(), MinimumConfidence = confidence };
        DuplicateResult found = DuplicateFinder.Find(index.Snapshot(), options);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        bool mirrored = relations.Contains(ImageRelation.Mirrored);
        var groups = found.Groups.SelectMany(g => g.Duplicates.Select(d => d.Image).Prepend(g.Keeper), (g, i) => (i.Id, g.Number))
            .ToDictionary(g => g.Id, g => g.Number);
        bool Counts(string path) => mirrored || !Path.GetFileName(path).Contains("__mirror", StringComparison.Ordinal);
        (string Source, int Group)[] images =
        [
            .. index.GetImages().Where(i => Counts(i.Path)).Select(i => (Source(i.Path), groups.GetValueOrDefault(i.Id, -1))),
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
            ["relations"] = string.Join(' ', relations.OrderDescending()),
            ["minimum_confidence"] = confidence,
            ["threads"] = threads,
            ["groups"] = found.Groups.Count,
            ["duplicates"] = found.DuplicateCount,
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

        foreach ((DuplicateGroup group, DuplicateImage duplicate) in found.Groups.SelectMany(g => g.Duplicates, (g, d) => (g, d)))
        {
            if (Source(duplicate.Image.Path) != Source(group.Keeper.Path))
            {
                report.Line($"  wrong: {Path.GetFileName(duplicate.Image.Path)} is {duplicate.Comparison.Relation} to "
                    + $"{Path.GetFileName(group.Keeper.Path)}");
            }
        }

        report.Finish(json, record);
        return 0;
    }

    private static string Source(string path) => Path.GetFileNameWithoutExtension(path).Split("__")[0];
}
