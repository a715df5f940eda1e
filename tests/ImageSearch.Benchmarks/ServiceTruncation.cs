using System.CommandLine;
using System.Text.Json.Nodes;
using ImageSearch.TestSupport;

namespace ImageSearch.Benchmarks;

/// <summary>
/// Cuts the index of a service short in place while clients search, and mends it again, over and over: how many searches fail, and how
/// often the
/// process ends, with the rows copied and with the file mapped.
/// </summary>
internal static class ServiceTruncation
{
    public static Command Command()
    {
        var index = new Option<string>("--index")
        {
            Required = true,
            Description =
            "An index of which a copy is served; one that takes a while to search."
        };
        var times = new Option<int>("--times") { DefaultValueFactory = _ => 100, Description = "How often the file is cut short." };
        var command =
            new Command("service-truncation",
            "Cuts a served index short in place under load: failed searches and ended processes.") { index, times };
        command.SetAction((result, _) => RunAsync(
            result.GetRequiredValue(index), result.GetValue(times), result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static async Task<int> RunAsync(string index, int times, string? record)
    {
        var json = new JsonObject { ["truncations"] = times };
        bool copiedLives = await TryAsync(json, "copied_", index, times, []);
        await TryAsync(json, "mapped_", index, times, ["--index-memory-megabytes", "0"]);
        var report = new BenchmarkReport();
        foreach ((string name, JsonNode? value) in json)
        {
            report.Line($"{name,-24} {value?.ToJsonString()}");
        }

        report.Finish(json, record);
        return copiedLives ? 0 : 1;
    }

    private static async Task<bool> TryAsync(JsonObject json, string prefix, string index, int times, string[] options)
    {
        string scratch = Directory.CreateTempSubdirectory("service-truncation").FullName, path = Path.Combine(scratch, "a.imgidx");
        byte[] whole = await File.ReadAllBytesAsync(index);
        await File.WriteAllBytesAsync(path, whole);
        var service = new ServedProcess($"bench={path}", options);
        int ended = 0, answered = 0, refused = 0, broken = 0;
        try
        {
            for (int i = 0; i < times; i++)
            {
                using var stop = new CancellationTokenSource();
                Task[] clients = [.. Enumerable.Range(0, 4).Select(async _ =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        int status = await AskAsync(service);
                        Interlocked.Increment(ref status == 200 ? ref answered : ref status == 0 ? ref broken : ref refused);
                    }
                })];
                await Task.Delay(200);
                await WriteAsync(path, file => file.SetLength(whole.Length / 4));
                await Task.Delay(100);
                await WriteAsync(path, file => file.Write(whole));
                await stop.CancelAsync();
                await Task.WhenAll(clients);
                if (await AskAsync(service, "/health/live") != 200)
                {
                    ended++;
                    service.Dispose();
                    service = new ServedProcess($"bench={path}", options);
                }
            }
        }
        finally
        {
            service.Dispose();
            Directory.Delete(scratch, recursive: true);
        }

        json[prefix + "ended"] = ended;
        json[prefix + "answered"] = answered;
        json[prefix + "refused"] = refused;
        json[prefix + "broken"] = broken;
        return ended == 0 && refused + broken == 0;
    }

    /// <summary>0 where nobody answers.</summary>
    private static async Task<int> AskAsync(ServedProcess service, string route = "/api/v1/indexes/bench/images/1/similar?verify=false")
    {
        try
        {
            using HttpResponseMessage answer = await service.Client.GetAsync(route);
            return (int)answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return 0;
        }
    }

    /// <summary>As other programs write, which ask for no lock.</summary>
    private static async Task WriteAsync(string path, Action<FileStream> change)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        change(file);
    }
}
