using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>
/// Asks the engine what the images of labelled pairs are to each other: per family and half what was expected and what was found, which
/// pairs would be offered as duplicates, and each pair on which it is wrong.
/// </summary>
internal static class RelationsBenchmark
{
    /// <summary>Every eighth pair is asked the other way round too.</summary>
    private const int AskedBothWays = 8;

    public static Command Command()
    {
        var sets = new Option<string[]>("--lookalikes")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Folders with a pairs.tsv, as make-lookalikes writes them, or with a folder a family.",
        };
        var half = new Option<string?>("--half") { Description = "tune or report alone." };
        half.AcceptOnlyFromAmong(LookalikeSet.Halves);
        var families = new Option<string[]>("--families")
        {
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
            Description = "These alone.",
        };
        var wrong = new Option<bool>("--wrong") { Description = "List each pair on which the engine is wrong, its path first." };
        var all = new Option<bool>("--all") { Description = "List every pair." };
        var every = new Option<int>("--every") { DefaultValueFactory = _ => 1, Description = "One pair in so many." };
        var sheets = new Option<string?>("--sheets")
        {
            Description = "Folder for one PNG a family with pairs on which the engine is wrong, to look at.",
        };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads." };
        var command = new Command(
            "relations", "What images are to each other: expected against found, and what would be offered as a duplicate.")
        {
            sets, half, families, every, wrong, all, sheets, threads,
        };
        command.SetAction(result =>
            Run(result.GetRequiredValue(sets), result.GetValue(half), result.GetValue(families) ?? [], result.GetValue(every),
            result.GetValue(wrong), result.GetValue(all), result.GetValue(sheets), result.GetValue(threads),
            result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(string[] sets, string? half, string[] families, int every, bool listWrong, bool listAll, string? sheets,
        int threads, string? record)
    {
        LabelledPair[] pairs =
        [
            .. sets.SelectMany(PairList.Read).Where(p => half is null || p.Half == half)
                .Where(p => families.Length == 0 || families.Contains(p.Family))
                .Where((_, i) => i % every == 0),
        ];
        long start = Stopwatch.GetTimestamp();
        JudgedPair[] judged = Judge(pairs, threads);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var report = new BenchmarkReport();
        foreach (IGrouping<(string Family, string Half), JudgedPair> group in judged.GroupBy(j => (j.Pair.Family, j.Pair.Half)))
        {
            RelationTable.WriteFamily(report, group.Key.Family, group.Key.Half, [.. group]);
        }

        var json = new JsonObject();
        foreach (IGrouping<string, JudgedPair> of in judged.GroupBy(j => j.Pair.Half))
        {
            RelationTable.WriteMatrix(report, of.Key, [.. of]);
            RelationTable.WriteConfidence(report, of.Key, [.. of]);
            json[of.Key] = RelationTable.Figures([.. of]);
        }

        JudgedPair[] wrong = [.. judged.Where(j => !j.IsRight || j.IsWronglyOffered)];
        foreach (JudgedPair j in listAll ? judged : listWrong ? wrong : [])
        {
            Console.WriteLine($"{j.Pair.First}\t{j.Pair.Second}\t{j.Pair.Relation}\t{j.Found.Relation}\t{j.Found.Confidence:0.00}"
                + $"\tagreement {j.Found.Pixels.Agreement:0.00} overlap {j.Found.Pixels.FirstOverlap:0.00} "
                + $"{j.Found.Pixels.SecondOverlap:0.00}"
                + (j.IsWronglyOffered ? "\toffered" : ""));
        }

        if (sheets is not null)
        {
            ContactSheet.WriteAll(wrong.Select(j => j.Pair), sheets);
        }

        json["seconds"] = Math.Round(seconds, 1);
        json["threads"] = threads;
        report.Finish(json, record);
        return 0;
    }

    private static JudgedPair[] Judge(LabelledPair[] pairs, int threads)
    {
        using var judge = new RelationJudge();
        var judged = new JudgedPair[pairs.Length];

        // One at a time: with ranges handed out ahead a thread would sit on the large ones.
        Parallel.ForEach(Partitioner.Create(Enumerable.Range(0, pairs.Length), EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            i => judged[i] = new JudgedPair(pairs[i], judge.Judge(pairs[i].First, pairs[i].Second), i % AskedBothWays == 0
                ? judge.Judge(pairs[i].Second, pairs[i].First) : null));
        return judged;
    }
}
