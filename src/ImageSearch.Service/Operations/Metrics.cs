using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Searching;

namespace ImageSearch.Service.Operations;

/// <summary>Counts what the service does, for Prometheus (text format 0.0.4). Labels are routes, never paths, so that there are few.</summary>
internal sealed class Metrics
{
    private readonly ConcurrentDictionary<(string Method, string Route, int Status), long> _requests = [];
    private readonly ConcurrentDictionary<string, Histogram> _routes = [];
    private readonly ConcurrentDictionary<string, Histogram> _stages = [];

    public void Request(string method, string route, int status, TimeSpan taken)
    {
        _requests.AddOrUpdate((method, route, status), 1, (_, count) => count + 1);
        _routes.GetOrAdd(route, _ => new Histogram()).Observe(taken);
    }

    /// <summary>Runs a stage of a request and counts how long it took.</summary>
    public T Stage<T>(string stage, Func<T> work)
    {
        long start = Stopwatch.GetTimestamp();
        T result = work();
        _stages.GetOrAdd(stage, _ => new Histogram()).Observe(Stopwatch.GetElapsedTime(start));
        return result;
    }

    public string Write(IndexSet indexes, SearchGate gate)
    {
        var text = new StringBuilder();
        Head(text, "imagesearch_requests_total", "counter", "Requests by route and status.");
        foreach (((string method, string route, int status), long count) in _requests.OrderBy(r => r.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"imagesearch_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}\n");
        }

        WriteAll(text, "imagesearch_request_seconds", "Time to answer.", "route", _routes);
        WriteAll(text, "imagesearch_stage_seconds", "Time of the stages of a search.", "stage", _stages);
        WriteIndexes(text, indexes);
        Gauge(text, "imagesearch_searches_running", "gauge", "Searches that run.", gate.Running);
        Gauge(text, "imagesearch_searches_waiting", "gauge", "Searches that wait or read their bodies.", gate.Waiting);
        Gauge(text, "imagesearch_searches_refused_total", "counter", "Searches that were told to come again.", gate.Refused);
        Gauge(text, "process_resident_memory_bytes", "gauge", "Memory of the process.", Environment.WorkingSet);
        Gauge(text, "imagesearch_managed_memory_bytes", "gauge", "Managed memory in use.", GC.GetTotalMemory(forceFullCollection: false));
        return text.ToString();
    }

    private static void WriteIndexes(StringBuilder text, IndexSet indexes)
    {
        PerIndex(text, indexes, "imagesearch_index_generation", "gauge", "The generation that is served.", i => i.Current.Generation);
        PerIndex(text, indexes, "imagesearch_index_images", "gauge", "Images.", i => i.Current.Images.Count);
        PerIndex(text, indexes, "imagesearch_index_rows", "gauge", "Rows.", i => i.Current.Snapshot.RowCount);
        PerIndex(text, indexes, "imagesearch_index_reload_failures_total", "counter", "New generations that could not be read.", i => i.ReloadFailures);
    }

    private static void PerIndex(StringBuilder text, IndexSet indexes, string name, string kind, string help, Func<NamedIndex, long> value)
    {
        Head(text, name, kind, help);
        foreach (NamedIndex index in indexes.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}{{index=\"{index.Source.Name}\"}} {value(index)}\n");
        }
    }

    private static void WriteAll(StringBuilder text, string name, string help, string label, ConcurrentDictionary<string, Histogram> histograms)
    {
        Head(text, name, "histogram", help);
        foreach ((string key, Histogram histogram) in histograms.OrderBy(h => h.Key, StringComparer.Ordinal))
        {
            histogram.Write(text, name, $"{label}=\"{key}\"");
        }
    }

    private static void Gauge(StringBuilder text, string name, string kind, string help, long value)
    {
        Head(text, name, kind, help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }

    private static void Head(StringBuilder text, string name, string kind, string help) => text.Append($"# HELP {name} {help}\n# TYPE {name} {kind}\n");
}
