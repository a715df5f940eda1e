using System.Globalization;
using System.Text.Json.Nodes;
using ImageSearch.Index;

namespace ImageSearch.Benchmarks.Growth;

/// <summary>Faiss's inverted files over the same rows, asked for the same query rows (peers/faiss_ivf.py).</summary>
internal static class GrowthPeers
{
    private const string Script = "faiss_ivf.py";

    /// <summary>Query rows asked for at once, for the times.</summary>
    public const int RowsAtOnce = 500;

    /// <summary>Runs the peer; what it measured, or null if it is not there, which is said.</summary>
    public static JsonObject? Run(IndexSnapshot snapshot, GrowthQuery[] asked, int cells, int threads, string? folder,
        BenchmarkReport report)
    {
        if (folder is null)
        {
            return null;
        }

        string scratch = Directory.CreateTempSubdirectory("growth-peers").FullName;
        try
        {
            string rows = Path.Combine(scratch, "rows.u8"), query = Path.Combine(scratch, "query.u8");
            Write(snapshot, rows);
            File.WriteAllBytes(query, [.. asked.SelectMany(q => q.Image.Features.Descriptors)]);
            JsonObject? figures = Peer.Run(folder, Script, rows, query, "--cells", Number(cells), "--threads", Number(threads),
                "--probes", "1", "2", "4", "8", "--batch", Number(RowsAtOnce));
            foreach (JsonNode? kind in figures?["kinds"]?.AsArray() ?? [])
            {
                foreach (JsonNode? answer in kind!["answers"]!.AsArray())
                {
                    report.Line($"Faiss {kind["kind"],-18}{answer!["probes"],4} cells: {answer["ms_median"],8} ms, "
                        + $"{answer["cpu_ms_median"],8} ms of processor time, recall@5 {answer["recall"]}, "
                        + $"{kind["bytes_a_row"]} bytes a row");
                }
            }

            return figures;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static void Write(IndexSnapshot snapshot, string path)
    {
        using FileStream file = File.Create(path);
        foreach (IndexEntry entry in snapshot.Entries)
        {
            if (entry.Image.FeatureCount > 0)
            {
                (RowSegment segment, int first) = snapshot.Locate(entry);
                file.Write(segment.Descriptors(first, entry.Image.FeatureCount));
                segment.KeepAlive();
            }
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
