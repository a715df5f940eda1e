using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ImageSearch.Service.Measures;

/// <summary>Counts requests and the time they take, for Prometheus (text format 0.0.4). Labels are routes, never paths, so that there are
/// few.</summary>
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

    /// <summary>Adds requests by route and status, and the times of routes and stages.</summary>
    public void Write(StringBuilder text)
    {
        Head(text, "imagesearch_requests_total", "counter", "Requests by route and status.");
        foreach (((string method, string route, int status), long count) in _requests.OrderBy(r => r.Key))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"imagesearch_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}\n");
        }

        WriteAll(text, "imagesearch_request_seconds", "Time to answer.", "route", _routes);
        WriteAll(text, "imagesearch_stage_seconds", "Time of the stages of a search.", "stage", _stages);
    }

    /// <summary>Adds what stands before the values of a metric.</summary>
    public static void Head(StringBuilder text, string name, string kind, string help) =>
        text.Append($"# HELP {name} {help}\n# TYPE {name} {kind}\n");

    private static void WriteAll(StringBuilder text, string name, string help, string label,
        ConcurrentDictionary<string, Histogram> histograms)
    {
        Head(text, name, "histogram", help);
        foreach ((string key, Histogram histogram) in histograms.OrderBy(h => h.Key, StringComparer.Ordinal))
        {
            histogram.Write(text, name, $"{label}=\"{key}\"");
        }
    }
}
