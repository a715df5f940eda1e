using System.Globalization;
using System.Text;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Measures;
using ImageSearch.Service.Searching;

namespace ImageSearch.Service.Operations;

/// <summary>All that the service counts, as Prometheus reads it: requests, indexes, searches, memory.</summary>
internal static class MetricsPage
{
    public static string Write(Metrics metrics, IndexSet indexes, SearchGate gate)
    {
        var text = new StringBuilder();
        metrics.Write(text);
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
        PerIndex(text, indexes, "imagesearch_index_reload_failures_total", "counter", "New generations that could not be read.",
            i => i.ReloadFailures);
    }

    private static void PerIndex(StringBuilder text, IndexSet indexes, string name, string kind, string help, Func<NamedIndex, long> value)
    {
        Metrics.Head(text, name, kind, help);
        foreach (NamedIndex index in indexes.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}{{index=\"{index.Source.Name}\"}} {value(index)}\n");
        }
    }

    private static void Gauge(StringBuilder text, string name, string kind, string help, long value)
    {
        Metrics.Head(text, name, kind, help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }
}
