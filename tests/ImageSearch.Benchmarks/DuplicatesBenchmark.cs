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
/// in one group, how many are copies of one source, and of the pairs of one source, how many are in one group. And the same with groups
/// joined that are told of as undecided: the same picture, of which each image is better in something.
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
        Dictionary<long, int> told = Joined(groups, found.Undecided);
        bool Counts(string path) => mirrored || !Path.GetFileName(path).Contains("__mirror", StringComparison.Ordinal);
        IndexedImage[] images = [.. index.GetImages().Where(i => Counts(i.Path))];
        (long grouped, long same, long both) = Pairs(images, groups);
        (long toldPairs, _, long toldBoth) = Pairs(images, told);
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
            ["pairs_undecided"] = found.Undecided.Count,
            ["pairs_told"] = toldPairs,
            ["precision_told"] = Math.Round(toldBoth / (double)Math.Max(1, toldPairs), 4),
            ["recall_told"] = Math.Round(toldBoth / (double)Math.Max(1, same), 4),
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

        foreach (UndecidedPair pair in found.Undecided.Where(p => Source(p.First.Path) != Source(p.Second.Path)))
        {
            report.Line($"  wrong: {Path.GetFileName(pair.Second.Path)} is told to be {pair.Comparison.Relation} to "
                + $"{Path.GetFileName(pair.First.Path)}");
        }

        report.Finish(json, record);
        return 0;
    }

    /// <summary>The groups, joined where each of two of their images is better in something; images that are in none are one of their
    /// own.</summary>
    private static Dictionary<long, int> Joined(Dictionary<long, int> groups, IReadOnlyList<UndecidedPair> undecided)
    {
        var joined = new Dictionary<long, int>(groups);
        int next = groups.Count == 0 ? 1 : groups.Values.Max() + 1;
        foreach (UndecidedPair pair in undecided)
        {
            int first = joined.TryGetValue(pair.First.Id, out int a) ? a : joined[pair.First.Id] = next++;
            int second = joined.TryGetValue(pair.Second.Id, out int b) ? b : joined[pair.Second.Id] = next++;
            foreach (long id in joined.Where(j => j.Value == second).Select(j => j.Key).ToArray())
            {
                joined[id] = first;
            }
        }

        return joined;
    }

    /// <summary>Pairs in one group, of one source, and both.</summary>
    private static (long Grouped, long Same, long Both) Pairs(IndexedImage[] images, Dictionary<long, int> groups)
    {
        (string Source, int Group)[] all = [.. images.Select(i => (Source(i.Path), groups.GetValueOrDefault(i.Id, -1)))];
        long grouped = 0, same = 0, both = 0;
        for (int a = 0; a < all.Length; a++)
        {
            for (int b = a + 1; b < all.Length; b++)
            {
                bool isGrouped = all[a].Group > 0 && all[a].Group == all[b].Group, isSame = all[a].Source == all[b].Source;
                (grouped, same, both) = (grouped + (isGrouped ? 1 : 0), same + (isSame ? 1 : 0), both + (isGrouped && isSame ? 1 : 0));
            }
        }

        return (grouped, same, both);
    }

    private static string Source(string path) => Path.GetFileNameWithoutExtension(path).Split("__")[0];
}
