using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
using ImageSearch.Storage;
using ImageSearch.Storage.Repair;
using ImageSearch.TestSupport;

namespace ImageSearch.Benchmarks;

/// <summary>
/// Clients search a service, over HTTP and in a process of its own, while its index grows: how long, how many, whether right, how much
/// memory. Then the process is killed while it saves. Then the classic service gets the same clients, over the same images.
/// </summary>
internal static class ServiceBenchmark
{
    public static Command Command()
    {
        var images = new Option<string[]>("--images")
        {
            AllowMultipleArgumentsPerToken = true,
            Description = "Folders of images to fill the index with, beside the sample photos.",
        };
        var rows = new Option<long>("--rows")
        {
            DefaultValueFactory = _ => 250_000,
            Description = "Rows to begin with, if the images have as many.",
        };
        var clients = new Option<int>("--clients")
        {
            DefaultValueFactory = _ => 8,
            Description = "Clients that search, each one request after the other.",
        };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 60, Description = "How long." };
        var peers = new Option<string?>("--peers") { Description = "Folder of sift_vote.py; without it the classic service is left out." };
        var command = new Command("service",
            "Searches over HTTP while images are added: latencies, throughput, errors, memory; then kills it. Beside it a Flask service.")
        {
            images, rows, clients, seconds, peers,
        };
        command.SetAction((result, _) =>
            RunAsync(result.GetValue(images) ?? [], result.GetValue(rows), result.GetValue(clients), result.GetValue(seconds),
            result.GetValue(peers), result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static async Task<int> RunAsync(string[] images, long rows, int clients, int seconds, string? peers, string? record)
    {
        string scratch = Directory.CreateTempSubdirectory("service-benchmark").FullName;
        try
        {
            var json = new JsonObject();
            (string[] files, ServiceQuery[] queries, bool isGood) = await OursAsync(json, scratch, images, rows, clients, seconds);
            using (FlaskPeer? peer = FlaskPeer.Start(peers, files, clients, scratch))
            {
                if (peer is not null)
                {
                    await TheirsAsync(json, peer, queries, clients, seconds);
                }
            }

            var report = new BenchmarkReport();
            foreach ((string name, JsonNode? value) in json)
            {
                report.Line($"{name,-24} {value?.ToJsonString()}");
            }

            report.Finish(json, record);
            return isGood ? 0 : 1;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task<(string[] Files, ServiceQuery[] Queries, bool IsGood)> OursAsync(
        JsonObject json, string scratch, string[] images, long rows, int clients, int seconds)
    {
        string path = Path.Combine(scratch, "bench.imgidx");
        ImageIndex index = MakeIndex(path, images, rows);
        string[] files = [.. index.GetImages().Select(i => i.Path)];
        ServiceQuery[] queries = Queries(index);
        json["rows"] = index.RowCount;
        json["images"] = index.ImageCount;
        json["queries"] = queries.Length;
        json["clients"] = clients;
        json["seconds"] = seconds;
        using var service = new ServedProcess($"bench={path}", "--uploads", Path.Combine(scratch, "uploads"));
        service.Client.Timeout = TimeSpan.FromMinutes(1);
        Task<HttpResponseMessage> SendAsync(ServiceQuery query) =>
            service.Client.PostAsync("/api/v1/indexes/bench/search", new ByteArrayContent(query.Bytes));
        bool IsRight(ServiceQuery query, string answer) =>
            (string?)JsonNode.Parse(answer)!["matches"]?.AsArray().FirstOrDefault()?["image"]?["file"] == query.Answer;
        using (var warm = new CancellationTokenSource(TimeSpan.FromSeconds(10)))
        {
            await new ServiceLoad(queries, SendAsync, IsRight).RunAsync(clients, warm.Token);
        }

        var load = new ServiceLoad(queries, SendAsync, IsRight);
        var adding = new ServiceAdding(service.Client);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        Task add = adding.RunAsync(TimeSpan.FromSeconds(1), 0, end.Token);
        var writing = new ServiceWriting(path, Path.Combine(scratch, "written"));
        Task write = writing.RunAsync(TimeSpan.FromSeconds(1), end.Token);
        Task<JsonArray> memory = WatchAsync(service, seconds, end.Token);
        await load.RunAsync(clients, end.Token);
        await Task.WhenAll(add, write);
        load.Write(json, "", seconds);
        json["added"] = adding.Added;
        json["adding_errors"] = adding.Failed;
        json["added_by_the_command"] = writing.Added;
        json["command_errors"] = writing.Failed;
        json["memory_mb"] = await memory;
        double documented = await ServiceMemoryBenchmark.DocumentedAsync(service);
        double peak = json["memory_mb"]!.AsArray().Max(m => (double)m![1]!);
        json["peak_mb"] = peak;
        json["documented_mb"] = Math.Round(documented);
        bool isWhole = await KillAsync(service, adding, path, scratch);
        json["whole_after_kill"] = isWhole;
        bool isGood = load.Errors + load.Wrong + adding.Failed + writing.Failed == 0 && isWhole && peak <= documented;
        return (files, queries, isGood);
    }

    /// <summary>Killed while it saves: what was answered as added must be there.</summary>
    private static async Task<bool> KillAsync(ServedProcess service, ServiceAdding adding, string path, string scratch)
    {
        using var dying = new CancellationTokenSource();
        Task last = adding.RunAsync(TimeSpan.Zero, 1_000_000, dying.Token);
        await Task.Delay(1500);
        service.Kill();
        await dying.CancelAsync();
        await last;
        return IndexCheck.Run(path).IsSound && IndexFile.Open(path).GetImages()
            .Count(i => i.Path.StartsWith(scratch, StringComparison.Ordinal)) >= adding.Added;
    }

    private static async Task TheirsAsync(JsonObject json, FlaskPeer peer, ServiceQuery[] queries, int clients, int seconds)
    {
        Task<HttpResponseMessage> SendAsync(ServiceQuery query) =>
            peer.Client.PostAsync("/faiss/search", JsonContent.Create(new { k = 5, image = query.Path }));
        bool IsRight(ServiceQuery query, string answer) =>
            Path.GetFileName((string?)JsonNode.Parse(answer)![0]!["neighbors"]!.AsArray().FirstOrDefault()?["file_path"]) == query.Answer;
        using (var warm = new CancellationTokenSource(TimeSpan.FromSeconds(10)))
        {
            await new ServiceLoad(queries, SendAsync, IsRight).RunAsync(clients, warm.Token);
        }

        var load = new ServiceLoad(queries, SendAsync, IsRight);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        await load.RunAsync(clients, end.Token);
        json["peer"] = "Flask on " + peer.Server;
        json["peer_rows"] = peer.Rows;
        load.Write(json, "peer_", seconds);
        json["peer_memory_mb"] = Math.Round(peer.ResidentMegabytes());
    }

    private static ImageIndex MakeIndex(string path, string[] images, long rows)
    {
        var index = new ImageIndex(IndexSettings.Default);
        using (var ingest = new ImageIngest(index))
        {
            IEnumerable<string> files = Directory.GetFiles(Samples("photos"), "*.jpg")
                .Concat(images.SelectMany(i => Directory.GetFiles(i).Order(StringComparer.Ordinal)));
            foreach (string file in files)
            {
                ingest.Post(file);
                while (ingest.Pending > 16 && ingest.Take(wait: true) is not null)
                {
                    // What cannot be read is not in the index; nothing else is of interest here.
                }

                if (index.RowCount >= rows)
                {
                    break;
                }
            }

            while (ingest.Take(wait: true) is not null)
            {
                // As above.
            }
        }

        IndexFile.Save(index, path);
        return index;
    }

    /// <summary>Shrunk copies that the engine itself finds: a service is wrong if it answers otherwise.</summary>
    private static ServiceQuery[] Queries(ImageIndex index)
    {
        IndexSnapshot snapshot = index.Snapshot();
        var describer = new ImageDescriber(index.Settings);
        return [.. Directory.GetFiles(Samples("copies"), "*__scale50.jpg").Order(StringComparer.Ordinal)
            .Select(f => new ServiceQuery(f, File.ReadAllBytes(f), Path.GetFileName(f).Split("__")[0] + ".jpg"))
            .Where(q => ImageSearcher.Search(snapshot, ImageQuery.Of(describer.Describe([.. q.Bytes], q.Answer)), new SearchOptions())
                is [{ } best, ..] && Path.GetFileName(best.Image.Path) == q.Answer)];
    }

    /// <summary>Resident memory, ten times over the run: all of it, and what is not a mapped file.</summary>
    private static async Task<JsonArray> WatchAsync(ServedProcess service, int seconds, CancellationToken end)
    {
        var seen = new JsonArray();
        while (!end.IsCancellationRequested)
        {
            (double all, double own) = await ServiceMemory.ResidentMegabytesAsync(service);
            seen.Add(JsonSerializer.SerializeToNode(new[] { Math.Round(all), Math.Round(own) }));
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(seconds / 10.0), end));
        }

        return seen;
    }

    public static string Samples(string name) => Path.Combine(BenchmarkReport.Root(), "tests", "data", name);
}
