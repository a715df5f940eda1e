using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ImageSearch.Ingest;
using ImageSearch.Search;
using ImageSearch.Storage;

namespace ImageSearch.Benchmarks;

/// <summary>Clients search a service, over HTTP and in a process of its own, while its index grows: how long, how many, whether right, how much memory.</summary>
internal static class ServiceBenchmark
{
    public static Command Command()
    {
        var images = new Option<string?>("--images") { Description = "Folder of images to fill the index with, beside the sample photos." };
        var rows = new Option<long>("--rows") { DefaultValueFactory = _ => 250_000, Description = "Rows to begin with, if the images have as many." };
        var clients = new Option<int>("--clients") { DefaultValueFactory = _ => 8, Description = "Clients that search, each one request after the other." };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 60, Description = "How long." };
        var command = new Command("service", "Searches over HTTP while images are added: latencies, throughput, errors, memory; then kills it.") { images, rows, clients, seconds };
        command.SetAction((result, _) => RunAsync(result.GetValue(images), result.GetValue(rows), result.GetValue(clients), result.GetValue(seconds),
            result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static async Task<int> RunAsync(string? images, long rows, int clients, int seconds, string? record)
    {
        string scratch = Directory.CreateTempSubdirectory("service-benchmark").FullName, path = Path.Combine(scratch, "bench.imgidx");
        try
        {
            ImageIndex index = MakeIndex(path, images, rows);
            long begun = index.RowCount;
            (string Name, byte[] Bytes)[] queries = Queries(index);
            using var service = new ServiceProcess(path, Path.Combine(scratch, "uploads"));
            var taken = new ConcurrentBag<double>();
            int errors = 0, wrong = 0, added = 0;
            using (var warm = new CancellationTokenSource(TimeSpan.FromSeconds(5)))
            {
                await Task.WhenAll(Enumerable.Range(0, clients).Select(c => SearchAsync(service.Client, queries, c, [], () => errors++, () => wrong++, warm.Token)));
            }

            double before = await service.ResidentMegabytesAsync(), most = before;
            using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
            Task adding = AddAsync(service.Client, () => added++, () => Interlocked.Increment(ref errors), end.Token);
            Task watching = WatchAsync(service, value => most = Math.Max(most, value), end.Token);
            await Task.WhenAll(Enumerable.Range(0, clients).Select(c =>
                SearchAsync(service.Client, queries, c, taken, () => Interlocked.Increment(ref errors), () => Interlocked.Increment(ref wrong), end.Token)));
            await Task.WhenAll(adding, watching);
            double after = await service.ResidentMegabytesAsync();

            // Killed while it saves: what was answered as added must be there.
            int addedBefore = added;
            using var dying = new CancellationTokenSource();
            Task last = AddAsync(service.Client, () => added++, () => { }, dying.Token, startAt: 1_000_000);
            await Task.Delay(1500, CancellationToken.None);
            service.Kill();
            await dying.CancelAsync();
            await last;
            ImageIndex whole = IndexFile.Open(path);
            bool isWhole = whole.GetImages().Count(i => i.Path.StartsWith(scratch, StringComparison.Ordinal)) >= added;

            double[] sorted = [.. taken.Order()];
            double At(double part) => Math.Round(sorted[(int)(part * (sorted.Length - 1))], 1);
            var json = new JsonObject
            {
                ["rows"] = begun,
                ["queries"] = queries.Length,
                ["clients"] = clients,
                ["seconds"] = seconds,
                ["searches"] = sorted.Length,
                ["errors"] = errors,
                ["wrong"] = wrong,
                ["added"] = addedBefore,
                ["searches_a_second"] = Math.Round(sorted.Length / (double)seconds, 1),
                ["p50_ms"] = At(0.5),
                ["p95_ms"] = At(0.95),
                ["p99_ms"] = At(0.99),
                ["memory_before_mb"] = Math.Round(before),
                ["memory_most_mb"] = Math.Round(most),
                ["memory_after_mb"] = Math.Round(after),
                ["whole_after_kill"] = isWhole,
            };
            var report = new BenchmarkReport();
            foreach ((string name, JsonNode? value) in json)
            {
                report.Line($"{name,-20} {value}");
            }

            report.Finish(json, record);
            return errors + wrong == 0 && isWhole ? 0 : 1;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static ImageIndex MakeIndex(string path, string? images, long rows)
    {
        var index = new ImageIndex(IndexSettings.Default);
        using (var ingest = new ImageIngest(index))
        {
            IEnumerable<string> files = Directory.GetFiles(Samples("photos"), "*.jpg")
                .Concat(images is null ? [] : Directory.GetFiles(images).Order(StringComparer.Ordinal));
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
    private static (string Name, byte[] Bytes)[] Queries(ImageIndex index)
    {
        IndexSnapshot snapshot = index.Snapshot();
        var describer = new ImageDescriber(index.Settings);
        return [.. Directory.GetFiles(Samples("copies"), "*__scale50.jpg").Order(StringComparer.Ordinal)
            .Select(f => (Name: Path.GetFileName(f).Split("__")[0], Bytes: File.ReadAllBytes(f)))
            .Where(q => ImageSearcher.Find(snapshot, describer.Describe([.. q.Bytes], q.Name).Features.Descriptors, new SearchOptions())
                is [{ } best, ..] && Path.GetFileNameWithoutExtension(best.Image.Path) == q.Name)];
    }

    private static async Task SearchAsync(HttpClient client, (string Name, byte[] Bytes)[] queries, int first, ConcurrentBag<double> taken,
        Action failed, Action wrong, CancellationToken end)
    {
        for (int i = first; !end.IsCancellationRequested; i++)
        {
            (string name, byte[] bytes) = queries[i % queries.Length];
            using var body = new ByteArrayContent(bytes);
            long start = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await client.PostAsync("/api/v1/indexes/bench/search", body, CancellationToken.None);
            JsonNode? json = await answer.Content.ReadFromJsonAsync<JsonNode>(CancellationToken.None);
            taken.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (!answer.IsSuccessStatusCode)
            {
                failed();
            }
            else if ((string?)json!["matches"]?.AsArray().FirstOrDefault()?["image"]?["file"] != name + ".jpg")
            {
                wrong();
            }
        }
    }

    /// <summary>An image of other scenes a second, made new by a few bytes behind its end.</summary>
    private static async Task AddAsync(HttpClient client, Action added, Action failed, CancellationToken end, int startAt = 0)
    {
        string[] files = Directory.GetFiles(Samples("hostile"), "exif-o_*.jpg");
        try
        {
            for (int i = startAt; ; i++)
            {
                await Task.Delay(TimeSpan.FromSeconds(startAt > 0 ? 0 : 1), end);
                using var body = new ByteArrayContent([.. File.ReadAllBytes(files[i % files.Length]), .. BitConverter.GetBytes(i)]);
                using HttpResponseMessage answer = await client.PostAsync("/api/v1/indexes/bench/images", body, CancellationToken.None);
                (answer.IsSuccessStatusCode ? added : failed)();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
        {
            // Time is up, or the service was killed, as it was to be.
        }
    }

    private static async Task WatchAsync(ServiceProcess service, Action<double> seen, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            seen(await service.ResidentMegabytesAsync());
            await Task.Delay(500, CancellationToken.None);
        }
    }

    private static string Samples(string name) => Path.Combine(BenchmarkReport.Root(), "tests", "data", name);
}
