using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Benchmarks.Nodes;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.TestSupport;

namespace ImageSearch.Benchmarks;

/// <summary>How long after another process's commit a primary and its read replica answer with it, as processes on one machine.</summary>
internal static class ReplicaBenchmark
{
    public static Command Command()
    {
        var rows = new Option<int>("--rows") { DefaultValueFactory = _ => 100_000, Description = "Rows in the index; arbitrary ones." };
        var commits = new Option<int>("--commits") { DefaultValueFactory = _ => 100, Description = "How many commits of an image each." };
        var command = new Command("replica", "From a commit to a read replica's answer.") { rows, commits };
        command.SetAction((result, _) => RunAsync(
            result.GetValue(rows), result.GetValue(commits), result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static async Task<int> RunAsync(int rows, int commits, string? record)
    {
        string folder = Directory.CreateTempSubdirectory("replica-benchmark").FullName, path = Path.Combine(folder, "a.imgidx");
        try
        {
            ImageIndex index = TruncationBenchmark.Made(rows, 1);
            IndexFile.Save(index, path);
            IndexSnapshot more = TruncationBenchmark.Made(commits * TruncationBenchmark.RowsAnImage, 2).Snapshot();
            string address = $"http://127.0.0.1:{NodeFleet.FreePort()}";
            using var primary = new ServedProcess($"bench={path}", "--allow-followers", "--urls", address);
            long start = Stopwatch.GetTimestamp();
            using var replica = new ServedProcess($"bench={Path.Combine(folder, "copy.imgidx")}", "--follow", address);
            await UntilAsync(replica, index.Generation, start);
            double first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var toPrimary = new List<double>();
            var toReplica = new List<double>();
            for (int commit = 0; commit < commits; commit++)
            {
                IndexEntry image = more.Entries[commit];
                IndexedImage called = image.Image with { Facts = image.Image.Facts with { Path = $"/more/{commit}.jpg" } };
                index.AddFrom(more, image with { Image = called });
                IndexFile.Save(index);
                start = Stopwatch.GetTimestamp();
                double[] both = await Task.WhenAll(
                    UntilAsync(primary, index.Generation, start), UntilAsync(replica, index.Generation, start));
                toPrimary.Add(both[0]);
                toReplica.Add(both[1]);
                await Task.Delay(Random.Shared.Next(300));
            }

            Report(rows, commits, first, toPrimary, toReplica, record);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Report(int rows, int commits, double first, List<double> toPrimary, List<double> toReplica, string? record)
    {
        var report = new BenchmarkReport();
        var json = new JsonObject { ["rows"] = rows, ["commits"] = commits, ["first_copy_ms"] = Math.Round(first) };
        report.Line($"rows {rows:N0}, commits of one image {commits}; the first copy was served {first:0} ms after the start");
        report.Line("milliseconds from a commit to the answer   median     99 %  slowest");
        foreach ((string name, List<double> times) in new[] { ("primary", toPrimary), ("replica", toReplica) })
        {
            times.Sort();
            double median = times[times.Count / 2], late = times[times.Count * 99 / 100], last = times[^1];
            report.Line($"{name,-40}{median,9:0.0}{late,9:0.0}{last,9:0.0}");
            json[name + "_ms"] = Math.Round(median, 1);
            json[name + "_p99_ms"] = Math.Round(late, 1);
        }

        report.Finish(json, record);
    }

    /// <summary>Milliseconds until a service serves a generation.</summary>
    private static async Task<double> UntilAsync(ServedProcess service, long generation, long start)
    {
        while (true)
        {
            using HttpResponseMessage answer = await service.Client.GetAsync(new Uri("/api/v1/indexes/bench", UriKind.Relative));
            if (answer.IsSuccessStatusCode
                && (long)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["generation"]! >= generation)
            {
                return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            await Task.Delay(1);
        }
    }
}
