using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using ImageSearch.Service.Access;
using ImageSearch.Service.Following;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Measures;
using ImageSearch.Service.Searching;
using ImageSearch.Storage;

namespace ImageSearch.Service.Operations;

/// <summary>All that the service counts, as Prometheus reads it: requests, indexes, searches, bodies, the process.</summary>
internal sealed class MetricsPage(Metrics metrics, IndexSet indexes, Follower follower, SearchGate gate, BodyRoom room,
    Connections connections)
{
    /// <summary>The version that was built.</summary>
    public static string Version { get; } =
        typeof(MetricsPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <param name="maySee">Whether whoever asks may see the index of a name.</param>
    public string Write(Func<string, bool> maySee)
    {
        var text = new StringBuilder();
        Metrics.Head(text, "imagesearch_build_info", "gauge", "The version that runs.");
        text.Append(CultureInfo.InvariantCulture, $"imagesearch_build_info{{version=\"{Version}\"}} 1\n");
        metrics.Write(text);
        WriteIndexes(text, [.. indexes.All.Where(i => maySee(i.Source.Name))]);
        WriteFollowed(text, [.. follower.All.Where(f => maySee(f.Name))]);
        Value(text, "imagesearch_searches_running", "gauge", "Searches that run.", gate.Running);
        Value(text, "imagesearch_searches_waiting", "gauge", "Searches that wait.", gate.Waiting);
        Value(text, "imagesearch_searches_refused_total", "counter", "Searches that were told to come again.", gate.Refused);
        Value(text, "imagesearch_bodies_reading", "gauge", "Bodies that are being read.", room.Reading);
        Value(text, "imagesearch_bodies_bytes", "gauge", "Bytes of bodies in memory.", room.Bytes);
        Value(text, "imagesearch_bodies_refused_total", "counter", "Bodies that were refused or ended for want of room.", room.Refused);
        Value(text, "imagesearch_connections", "gauge", "Open connections.", connections.Open);
        Value(text, "imagesearch_connections_closed_total", "counter", "Idle connections that were closed for others.", connections.Closed);
        WriteProcess(text);
        return text.ToString();
    }

    private static void WriteIndexes(StringBuilder text, IReadOnlyList<NamedIndex> indexes)
    {
        PerIndex(text, indexes, "imagesearch_index_generation", "gauge", "The generation that is served.", i => i.Served?.Generation ?? 0);
        PerIndex(text, indexes, "imagesearch_index_images", "gauge", "Images.", i => i.Served?.Images.Count ?? 0);
        PerIndex(text, indexes, "imagesearch_index_rows", "gauge", "Rows.", i => i.Served?.Snapshot.RowCount ?? 0);
        PerIndex(text, indexes, "imagesearch_index_fresh", "gauge",
            "1 while the file's newest generation is served, 0 while it cannot be read.",
            i => i.IsFresh ? 1 : 0);
        PerIndex(text, indexes, "imagesearch_index_stale_seconds", "gauge",
            "For how long the newest generation could not be taken up; 0 while it is served.", i => (long)i.StaleFor.TotalSeconds);
        PerIndex(text, indexes, "imagesearch_index_copied_bytes", "gauge", "Rows copied into memory; 0 where the file is mapped.", i =>
            i.CopiedBytes);
        PerIndex(text, indexes, "imagesearch_index_reload_failures_total", "counter", "Looks at the file that failed.",
            i => i.ReloadFailures);
        foreach (IGrouping<string, (string Index, HomeMeasure Measure)> some in indexes
            .SelectMany(i => i.Measures.Select(m => (Index: i.Source.Name, Measure: m))).GroupBy(m => m.Measure.Name))
        {
            Metrics.Head(text, some.Key, some.First().Measure.Kind, some.First().Measure.Help);
            foreach ((string index, HomeMeasure measure) in some)
            {
                text.Append(CultureInfo.InvariantCulture, $"{measure.Name}{{index=\"{index}\"}} {measure.Value}\n");
            }
        }
    }

    /// <summary>Nothing where this service follows none.</summary>
    private static void WriteFollowed(StringBuilder text, IReadOnlyList<FollowedIndex> all)
    {
        (string Name, string Kind, string Help, Func<FollowProgress, double> Value)[] values =
        [
            ("imagesearch_follow_lag_seconds", "gauge",
                "Since when the replica is not known to have what the primary has; without a first copy, since the start.",
                p => Math.Round(Math.Max(0, p.Lag.TotalSeconds), 3)),
            ("imagesearch_follow_up", "gauge", "1 while the primary answers and what it has can be taken.", p => p.Trouble is null ? 1 : 0),
            ("imagesearch_follow_primary_generation", "gauge", "The newest generation that the primary told of.",
                p => p.PrimaryGeneration),
            ("imagesearch_follow_loaded_bytes_total", "counter", "Bytes loaded from the primary.", p => p.LoadedBytes),
            ("imagesearch_follow_appends_total", "counter", "How often what was new was appended.", p => p.Appended),
            ("imagesearch_follow_loads_total", "counter", "How often the file was loaded whole.", p => p.Replaced),
            ("imagesearch_follow_failures_total", "counter", "What failed while following; the log says what.", p => p.Failures),
        ];
        foreach ((string name, string kind, string help, Func<FollowProgress, double> value) in all.Count == 0 ? [] : values)
        {
            Metrics.Head(text, name, kind, help);
            foreach (FollowedIndex followed in all)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{{index=\"{followed.Name}\"}} {value(followed.Progress)}\n");
            }
        }
    }

    private static void WriteProcess(StringBuilder text)
    {
        using var process = Process.GetCurrentProcess();
        Value(text, "process_resident_memory_bytes", "gauge", "Memory of the process.", Environment.WorkingSet);
        Value(text, "process_cpu_seconds_total", "counter", "Processor time of the process.", process.TotalProcessorTime.TotalSeconds);
        Value(text, "process_start_time_seconds", "gauge", "When the process started, in seconds since 1970.",
            Math.Floor((process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds));
        if (Directory.Exists("/proc/self/fd"))
        {
            Value(text, "process_open_fds", "gauge", "Open files and connections.", Directory.GetFileSystemEntries("/proc/self/fd").Length);
        }

        Value(text, "imagesearch_managed_memory_bytes", "gauge", "Managed memory in use.", GC.GetTotalMemory(forceFullCollection: false));
    }

    private static void PerIndex(
        StringBuilder text, IReadOnlyList<NamedIndex> indexes, string name, string kind, string help, Func<NamedIndex, long> value)
    {
        Metrics.Head(text, name, kind, help);
        foreach (NamedIndex index in indexes)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}{{index=\"{index.Source.Name}\"}} {value(index)}\n");
        }
    }

    private static void Value(StringBuilder text, string name, string kind, string help, double value)
    {
        Metrics.Head(text, name, kind, help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }
}
