using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ImageSearch.TestSupport;

namespace ImageSearch.Benchmarks.Fuzz;

/// <summary>
/// Sends a service, in a process of its own, requests of every route that were mutated: it ends with 1 if an answer is a 5xx other than 503
/// and 507, tells a path or a stack trace, does not come though the client waits, if the process ends, or if an ordinary search beside is
/// answered wrongly.
/// </summary>
internal static class ServiceFuzz
{
    private const int AskEvery = 200;
    private static readonly TimeSpan PatienceForARest = TimeSpan.FromMilliseconds(300);

    /// <summary>Of requests that lack a rest, one in so many is waited for until the server ends it.</summary>
    private const int PatientEvery = 50;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(100);

    public static Command Command()
    {
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 60, Description = "How long." };
        var clients = new Option<int>("--clients") { DefaultValueFactory = _ => 4, Description = "Requests at once." };
        var seed = new Option<int?>("--seed")
        {
            Description = "The seed of the requests, for the same ones again; without it one is taken and told.",
        };
        var command = new Command("service-fuzz",
            "Sends a service mutated requests of every route: statuses, and what may not be answered.")
        {
            seconds, clients, seed,
        };
        command.SetAction((result, _) => RunAsync(result.GetValue(seconds), result.GetValue(clients),
            result.GetValue(seed) ?? Random.Shared.Next(), result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static async Task<int> RunAsync(int seconds, int clients, int seed, string? record)
    {
        Console.WriteLine($"seed {seed}");
        string scratch = Directory.CreateTempSubdirectory("service-fuzz").FullName;
        try
        {
            string index = ServiceMemoryBenchmark.MakeIndex(Path.Combine(scratch, "bench.imgidx"));
            string stable = Path.Combine(scratch, "stable.imgidx"), calm = Path.Combine(scratch, "calm.imgidx");
            File.Copy(index, stable);
            File.Copy(index, calm);
            using var service = new ServedProcess($"bench={index}", $"stable={stable}", $"calm={calm}",
                "--uploads", Path.Combine(scratch, "uploads"),
                "--images", Path.GetDirectoryName(ServiceBenchmark.Samples("copies"))!, "--docs", "--timeout-seconds", "90");
            var tally = new FuzzTally([scratch, BenchmarkReport.Root()]);
            var seeds = new FuzzSeeds();
            long start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, clients).Select(c => Task.Run(() =>
                ClientAsync(service, seeds, tally, new Random(seed + c), TimeSpan.FromSeconds(seconds), c == 0))));
            await AskAsync(service, tally);
            var json = new JsonObject
            {
                ["seed"] = seed,
                ["seconds"] = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds),
                ["clients"] = clients,
                ["requests"] = tally.Sent,
                ["failures"] = tally.Failures,
                ["statuses"] = tally.Statuses(),
                ["memory_mb"] = Math.Round(ServiceMemory.OwnMegabytes(service.ProcessId)),
            };
            var report = new BenchmarkReport();
            tally.Lines().ToList().ForEach(report.Line);
            report.Line(string.Create(CultureInfo.InvariantCulture,
                $"{tally.Sent} requests in {json["seconds"]} s, {tally.Failures} failures, seed {seed}"));
            report.Finish(json, record);
            return tally.Failures == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task ClientAsync(
        ServedProcess service, FuzzSeeds seeds, FuzzTally tally, Random random, TimeSpan time, bool asks)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; Stopwatch.GetElapsedTime(start) < time && !service.HasEnded; i++)
        {
            FuzzRequest request = seeds.Next(random);
            if (random.Next(10) > 0)
            {
                FuzzMutations.Apply(request, random);
            }

            try
            {
                tally.Take(request, await SendAsync(service.Client.BaseAddress!, request, random.Next(PatientEvery) == 0));
            }
            catch (OperationCanceledException)
            {
                tally.Fail($"no answer within {AnswerWithin}: {request.Method} /{string.Join('/', request.Path)}");
            }

            if (asks && i % AskEvery == 0)
            {
                await AskAsync(service, tally);
            }
        }
    }

    /// <summary>An ordinary search must be answered rightly all the while; of an index that no other request names.</summary>
    private static async Task AskAsync(ServedProcess service, FuzzTally tally)
    {
        if (service.HasEnded)
        {
            tally.Fail("the process has ended");
            return;
        }

        string copy = Directory.GetFiles(ServiceBenchmark.Samples("copies"), "*__scale50.jpg").Order(StringComparer.Ordinal).First();
        using var body = new ByteArrayContent(await File.ReadAllBytesAsync(copy));
        using HttpResponseMessage answer = await service.Client.PostAsync("/api/v1/indexes/calm/search", body);
        string text = await answer.Content.ReadAsStringAsync(), expected = Path.GetFileName(copy).Split("__")[0] + ".jpg";
        if (!answer.IsSuccessStatusCode
            || Path.GetFileName((string?)JsonNode.Parse(text)?["matches"]?.AsArray().FirstOrDefault()?["image"]?["file"]) != expected)
        {
            tally.Fail($"an ordinary search was answered {(int)answer.StatusCode}: {text[..Math.Min(text.Length, 500)]}");
        }
    }

    /// <summary>What comes until the server closes, and how it came to its end.</summary>
    private static async Task<FuzzAnswer> SendAsync(Uri url, FuzzRequest request, bool isPatient)
    {
        using var limit = new CancellationTokenSource(AnswerWithin);
        using var client = new TcpClient();
        using var answer = new MemoryStream();
        FuzzEnding ending = FuzzEnding.Closed;
        await client.ConnectAsync(url.Host, url.Port, limit.Token);
        NetworkStream stream = client.GetStream();

        // Beside the sending: who is refused before all was sent gets the refusal all the same.
        Task read = stream.CopyToAsync(answer, limit.Token);
        try
        {
            await stream.WriteAsync(request.ToBytes(), limit.Token);
            if (request.MayLackARest && !isPatient && await Task.WhenAny(read, Task.Delay(PatienceForARest)) != read)
            {
                ending = FuzzEnding.ClientLeft;
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            ending = FuzzEnding.Unread;
        }

        try
        {
            await read;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // What had come by then counts.
            ending = ending == FuzzEnding.Closed ? FuzzEnding.Reset : ending;
        }

        return new FuzzAnswer(Encoding.Latin1.GetString(answer.ToArray()), ending);
    }
}
