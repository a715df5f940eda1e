using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Benchmarks.Growth;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.TestSupport;

namespace ImageSearch.Benchmarks.Nodes;

/// <summary>One, two and three nodes that share an index, as processes on one machine, beside one 'serve' over the file: what dealing out
/// costs, not what it gains, for all of them share the same processors.</summary>
internal static class ClusterBenchmark
{
    private const int MostNodes = 3;
    private const int Clients = 4;
    private const int Publishings = 5;
    private const int ImagesPublished = 10;

    public static Command Command()
    {
        var database = new Option<string>("--cluster") { Required = true, Description = "A PostgreSQL: a connection string." };
        var folders = new Option<string[]>("--index")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Folders of images to find.",
        };
        var queries = new Option<string>("--queries") { Required = true, Description = "TSV: query image, right answer or none, kind." };
        var bases = new Option<string[]>("--base")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Files of rows to hide them among (make-rows).",
        };
        var rows = new Option<long>("--rows") { DefaultValueFactory = _ => 1_000_000, Description = "Rows." };
        var kind = new Option<string>("--kind") { DefaultValueFactory = _ => "flat", Description = "flat or inverted." };
        var asked = new Option<int>("--asked") { DefaultValueFactory = _ => 60, Description = "So many queries, one after the other." };
        var command = new Command("cluster", "Nodes that share an index, beside 'serve' over its file.")
        {
            database, folders, queries, bases, rows, kind, asked,
        };
        command.SetAction((result, _) => RunAsync(new Setting(
            result.GetRequiredValue(database), result.GetRequiredValue(folders), result.GetRequiredValue(queries),
            result.GetRequiredValue(bases), result.GetValue(rows), result.GetValue(kind)!, result.GetValue(asked)),
            result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static async Task<int> RunAsync(Setting setting, string? record)
    {
        string folder = Directory.CreateTempSubdirectory("cluster-benchmark").FullName, path = Path.Combine(folder, "bench.imgidx");
        string database = $"{setting.Database};Search Path=bench_{Guid.NewGuid():N}";
        var report = new BenchmarkReport();
        try
        {
            GrowthFile.Make(path, setting.Folders, setting.Bases, setting.Rows, Environment.ProcessorCount);
            if (setting.Kind != "flat")
            {
                IndexFile.Compact(IndexFile.Open(path), IndexKind.Inverted);
            }

            Directory.CreateDirectory(Path.Combine(folder, "store"));
            NodeFleet.Run("cluster", "init", "--cluster", database, "--store", Path.Combine(folder, "store"));
            long start = Stopwatch.GetTimestamp();
            NodeFleet.Run("cluster", "publish", path, "--cluster", database);
            var json = new JsonObject
            {
                ["rows"] = setting.Rows,
                ["kind"] = setting.Kind,
                ["publish_s"] = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 1),
            };
            NodeQuery[] queries = NodeQuery.Read(setting.Queries);
            report.Line($"{setting.Rows:N0} rows, {setting.Kind}; published in {json["publish_s"]} s");
            report.Line($"                median ms   99 %   {Clients} clients: a second    right   ready after s");
            using (var single = new ServedProcess($"bench={path}"))
            {
                json["serve"] = await MeasureAsync("serve", [single], queries, setting.Asked, 0, report);
            }

            for (int count = 1; count <= MostNodes; count++)
            {
                using var fleet = new NodeFleet(database, Path.Combine(folder, $"fleet{count}"), count);
                double ready = await fleet.StartAsync();
                json[$"nodes_{count}"] = await MeasureAsync($"{count} node{(count > 1 ? "s" : "")}", fleet.Nodes, queries, setting.Asked,
                    ready, report);
                if (count == MostNodes)
                {
                    await PublishAsync(fleet, path, database, report, json);
                    await KillAsync(fleet, queries, report, json);
                }
            }

            report.Finish(json, record);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<JsonObject> MeasureAsync(
        string name, IReadOnlyList<ServedProcess> nodes, NodeQuery[] queries, int asked, double ready, BenchmarkReport report)
    {
        var times = new List<double>();
        int right = 0;
        for (int i = -5; i < asked; i++)
        {
            NodeQuery query = queries[(i + queries.Length) % queries.Length];
            long start = Stopwatch.GetTimestamp();
            bool isRight = await query.AskAsync(nodes[0].Client);
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                right += isRight ? 1 : 0;
            }
        }

        times.Sort();
        long begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (int i = 0; i < asked / 2; i++)
            {
                await queries[((client * 7) + i) % queries.Length].AskAsync(nodes[client % nodes.Count].Client);
            }
        }));
        double rate = Clients * (asked / 2) / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        double median = times[times.Count / 2], late = times[Math.Min(times.Count - 1, times.Count * 99 / 100)];
        report.Line($"{name,-14}{median,11:0.0}{late,7:0.0}{rate,22:0.0}{$"{right}/{asked}",11}{ready,15:0.0}");
        return new JsonObject
        {
            ["ms"] = Math.Round(median, 1),
            ["p99_ms"] = Math.Round(late, 1),
            ["a_second"] = Math.Round(rate, 1),
            ["right"] = right,
            ["ready_s"] = Math.Round(ready, 1),
        };
    }

    /// <summary>From the start of publishing ten images until every node answers with them.</summary>
    private static async Task PublishAsync(NodeFleet fleet, string path, string database, BenchmarkReport report, JsonObject json)
    {
        var times = new List<double>();
        for (int round = 0; round < Publishings; round++)
        {
            ImageIndex index = IndexFile.Open(path);
            IndexSnapshot more = TruncationBenchmark.Made(ImagesPublished * TruncationBenchmark.RowsAnImage, 100 + round).Snapshot();
            foreach (IndexEntry image in more.Entries.ToArray())
            {
                IndexedImage called = image.Image with { Facts = image.Image.Facts with { Path = $"/more/{round}/{image.Image.Id}.jpg" } };
                index.AddFrom(more, image with { Image = called });
            }

            IndexFile.Save(index);
            long start = Stopwatch.GetTimestamp();
            NodeFleet.Run("cluster", "publish", path, "--cluster", database);
            await fleet.UntilAsync(index.Generation);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        times.Sort();
        report.Line($"ten images: from the start of 'cluster publish' to the answers of all nodes {times[times.Count / 2]:0.00} s, slowest "
            + $"{times[^1]:0.00} s");
        json["publish_to_answered_s"] = Math.Round(times[times.Count / 2], 2);
        json["publish_to_answered_slowest_s"] = Math.Round(times[^1], 2);
    }

    /// <summary>The longest wait for an answer while another node is killed.</summary>
    private static async Task KillAsync(NodeFleet fleet, NodeQuery[] queries, BenchmarkReport report, JsonObject json)
    {
        double longest = 0, before = 0;
        int failed = 0;
        long start = Stopwatch.GetTimestamp();
        bool isKilled = false;
        for (int i = 0; Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20); i++)
        {
            if (!isKilled && Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(5))
            {
                isKilled = true;
                before = longest;
                longest = 0;
                fleet.Nodes[^1].Kill();
            }

            long sent = Stopwatch.GetTimestamp();
            try
            {
                await queries[i % queries.Length].AskAsync(fleet.Nodes[0].Client);
            }
            catch (HttpRequestException)
            {
                failed++;
            }

            longest = Math.Max(longest, Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        report.Line($"SIGKILL of one of three: longest answer {longest:0} ms (before: {before:0} ms), {failed} failed");
        json["kill_longest_ms"] = Math.Round(longest);
        json["kill_before_ms"] = Math.Round(before);
        json["kill_failed"] = failed;
    }

    private sealed record Setting(string Database, string[] Folders, string Queries, string[] Bases, long Rows, string Kind, int Asked);
}
