using System.Globalization;
using ImageSearch.Storage;
using ImageSearch.Storage.Format;
using ImageSearch.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace ImageSearch.Service.Tests;

/// <summary>Services that follow others, in tests.</summary>
internal static class Replicas
{
    /// <summary>A primary that lets others follow, and takes uploads.</summary>
    public static Task<RunningService> PrimaryAsync(Func<ServiceOptions, TemporaryFolder, ServiceOptions>? change = null) =>
        RunningService.StartAsync((o, folder) =>
        {
            o = o with { AllowFollowers = true, UploadFolder = folder.At("uploads"), ImageFolder = null };
            return change?.Invoke(o, folder) ?? o;
        });

    /// <summary>A replica of a service's indexes, in a folder of its own.</summary>
    /// <param name="primary">Where the service is.</param>
    /// <param name="names">The indexes.</param>
    /// <param name="change">Changes its options.</param>
    /// <param name="services">Other parts in place of some.</param>
    public static Task<RunningService> FollowAsync(Uri primary, string[]? names = null,
        Func<ServiceOptions, TemporaryFolder, ServiceOptions>? change = null, Action<IServiceCollection>? services = null) =>
        RunningService.StartAsync(
            (o, folder) =>
            {
                o = o with
                {
                    Indexes = [.. (names ?? ["photos"]).Select(n => new IndexSource(n, folder.At($"replica/{n}.imgidx")))],
                    ImageFolder = null,
                    Follow = Options(primary),
                };
                return change?.Invoke(o, folder) ?? o;
            },
            services);

    /// <summary>As usual, but sooner again after what failed.</summary>
    public static FollowOptions Options(Uri primary, string? key = null) =>
        new() { Primary = primary, Key = key, LongestPause = TimeSpan.FromMilliseconds(100), Wait = TimeSpan.FromSeconds(1) };

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await isSo())
        {
            Assert.False(patience.IsCancellationRequested, $"it never was so that {what}");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until a replica has the state of a file.</summary>
    public static Task UntilSameAsync(RunningService replica, string file, string name = "photos") => UntilAsync(
        async () =>
        {
            using HttpResponseMessage answer = await replica.Client.GetAsync($"/api/v1/indexes/{name}");
            return answer.IsSuccessStatusCode && StateOf(file) == StateOf(replica.Folder.At($"replica/{name}.imgidx"))
                && (long)(await RunningService.JsonOf(answer))["generation"]! == IndexFile.Open(file).Generation;
        },
        $"the replica has the state of {file}");

    /// <summary>The value of a metric of the index photos.</summary>
    public static async Task<double> MetricAsync(RunningService service, string name, string index = "photos")
    {
        string start = $"{name}{{index=\"{index}\"}} ";
        string[] lines = (await service.Client.GetStringAsync("/metrics")).Split('\n');
        string line = lines.Single(l => l.StartsWith(start, StringComparison.Ordinal));
        return double.Parse(line[start.Length..], CultureInfo.InvariantCulture);
    }

    private static IndexSlot? StateOf(string file) => File.Exists(file) ? OpenedIndex.TryReadState(file)?.Slot : null;
}
