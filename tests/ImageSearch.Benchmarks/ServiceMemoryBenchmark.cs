using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Storage;
using ImageSearch.TestSupport;

namespace ImageSearch.Benchmarks;

/// <summary>
/// Sends a service, in a process of its own, as many bodies at once as it is told, each nearly as long as it takes: what memory it has at
/// its peak,
/// beside what docs/service.md says, and once it is idle again. It ends with 1 if the peak is above that.
/// </summary>
internal static class ServiceMemoryBenchmark
{
    private const int ProcessMegabytes = 170;
    private const int DecodingMegabytes = 100;
    private const int BodyMegabytes = 31;

    public static Command Command()
    {
        var clients = new Option<int>("--clients") { DefaultValueFactory = _ => 34, Description = "Bodies at once." };
        var rounds = new Option<int>("--rounds")
        {
            DefaultValueFactory = _ => 3,
            Description =
            "How often each client sends each kind of body."
        };
        var command =
            new Command("service-memory", "Sends many large bodies to a service at once: its peak of memory beside the documented figure.")
        {
            clients, rounds,
        };
        command.SetAction((result, _) => RunAsync(result.GetValue(clients), result.GetValue(rounds),
            result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static async Task<int> RunAsync(int clients, int rounds, string? record)
    {
        string scratch = Directory.CreateTempSubdirectory("service-memory").FullName;
        try
        {
            string index = MakeIndex(Path.Combine(scratch, "bench.imgidx"));
            var json = new JsonObject { ["clients"] = clients, ["body_mb"] = BodyMegabytes };
            using var service = new ServedProcess($"bench={index}", "--uploads", Path.Combine(scratch, "uploads"));
            service.Client.Timeout = TimeSpan.FromMinutes(5);
            double documented = await DocumentedAsync(service);
            json["start_mb"] = Own(service);
            double peak = 0;
            foreach ((string name, Func<HttpRequestMessage> request) in Requests())
            {
                (double most, SortedDictionary<int, int> answers) = await SendAsync(service, request, clients, rounds);
                peak = Math.Max(peak, most);
                json[$"{name}_peak_mb"] = most;
                json[$"{name}_answers"] = string.Join(' ', answers.Select(a => $"{a.Value}x{a.Key}"));
            }

            await Task.Delay(TimeSpan.FromSeconds(15));
            json["idle_mb"] = Own(service);
            json["peak_mb"] = peak;
            json["documented_mb"] = documented;
            var report = new BenchmarkReport();
            foreach ((string name, JsonNode? value) in json)
            {
                report.Line($"{name,-24} {value?.ToJsonString()}");
            }

            report.Finish(json, record);
            return peak <= documented ? 0 : 1;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>As docs/service.md has it: the process, the copied index, all bodies, and what each search that runs takes.</summary>
    public static async Task<double> DocumentedAsync(ServedProcess service)
    {
        string metrics = await service.Client.GetStringAsync("/metrics");
        string copied = metrics.Split('\n').Single(l => l.StartsWith("imagesearch_index_copied_bytes{",
            StringComparison.Ordinal)).Split(' ')[1];
        var usual = new Service.ServiceOptions { Indexes = [] };
        return ProcessMegabytes + (double.Parse(copied, CultureInfo.InvariantCulture) / (1 << 20)) + (usual.BodyMemoryBytes >> 20)
            + (usual.ConcurrentSearches * ((usual.LimitBodyBytes >> 20) + DecodingMegabytes));
    }

    private static IEnumerable<(string Name, Func<HttpRequestMessage> Request)> Requests()
    {
        byte[] photo = File.ReadAllBytes(Directory.GetFiles(ServiceBenchmark.Samples("photos"), "*.jpg")[0]);
        byte[] large = new byte[BodyMegabytes << 20];
        photo.CopyTo(large, 0);
        byte[] ids = Encoding.ASCII.GetBytes($$"""{"k":5,"ids":[{{string.Join(',', Enumerable.Repeat(1, 7 << 20))}}]}""");
        string row = $"[{string.Join(',', Enumerable.Range(0, 128))}]";
        byte[] vectors = Encoding.ASCII.GetBytes($$"""{"k":5,"vectors":[{{string.Join(',', Enumerable.Repeat(row, 20_000))}}]}""");
        byte[] base64 = Encoding.ASCII.GetBytes($$"""{"k":5,"image":"{{Convert.ToBase64String(large.AsSpan(0, 11 << 20))}}"}""");
        const string Search = "/api/v1/indexes/bench/search";
        yield return ("image", () => Post(Search, new ByteArrayContent(large)));
        yield return ("chunked", () => Post(Search, new ByteArrayContent(large), chunked: true));
        yield return ("form", () => Post(Search, new MultipartFormDataContent { { new ByteArrayContent(large[..(30 << 20)]), "image",
            "a.jpg" } }));
        yield return ("upload", () => Post("/api/v1/indexes/bench/images", new ByteArrayContent(large)));
        yield return ("ids", () => Post("/faiss/search", new ByteArrayContent(ids)));
        yield return ("vectors", () => Post("/faiss/search", new ByteArrayContent(vectors)));
        yield return ("base64", () => Post("/faiss/search", new ByteArrayContent(base64)));
    }

    private static HttpRequestMessage Post(string route, HttpContent content, bool chunked = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = content };
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    private static async Task<(double PeakMegabytes, SortedDictionary<int, int> Answers)> SendAsync(
        ServedProcess service, Func<HttpRequestMessage> make, int clients, int rounds)
    {
        using var end = new CancellationTokenSource();
        Task<double> watching = WatchAsync(service, end.Token);
        var answers = new SortedDictionary<int, int>();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            for (int i = 0; i < rounds; i++)
            {
                int status = await StatusAsync(service, make);
                lock (answers)
                {
                    answers[status] = answers.GetValueOrDefault(status) + 1;
                }
            }
        }));
        await end.CancelAsync();
        return (await watching, answers);
    }

    /// <summary>0 where the server closed the connection while the rest of a refused body was being sent.</summary>
    private static async Task<int> StatusAsync(ServedProcess service, Func<HttpRequestMessage> make)
    {
        try
        {
            using HttpRequestMessage request = make();
            using HttpResponseMessage answer = await service.Client.SendAsync(request);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    private static async Task<double> WatchAsync(ServedProcess service, CancellationToken end)
    {
        double most = 0;
        while (!end.IsCancellationRequested)
        {
            most = Math.Max(most, Own(service));
            await Task.WhenAny(Task.Delay(10, end));
        }

        return most;
    }

    private static double Own(ServedProcess service) => Math.Round(ServiceMemory.OwnMegabytes(service.ProcessId));

    /// <summary>An index of the sample photos.</summary>
    public static string MakeIndex(string path)
    {
        var index = new ImageIndex(IndexSettings.Default);
        using (var ingest = new ImageIngest(index))
        {
            Array.ForEach(Directory.GetFiles(ServiceBenchmark.Samples("photos"), "*.jpg"), ingest.Post);
            while (ingest.Take(wait: true) is not null)
            {
                // Nothing else is of interest here.
            }
        }

        IndexFile.Save(index, path);
        return path;
    }
}
