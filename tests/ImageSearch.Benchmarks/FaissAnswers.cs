using ImageSearch.Neighbours;

namespace ImageSearch.Benchmarks;

/// <summary>Reads what faiss_flat.py --out writes.</summary>
internal static class FaissAnswers
{
    /// <summary>
    /// Whether every squared distance is the same, and every row but for ties, where ours must be the lower: Faiss does not say which of
    /// several rows at one distance it returns.
    /// </summary>
    public static bool Agree(string path, Neighbour[][] ours, int k)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        int kept = Math.Min(k, ours.Length == 0 ? 0 : ours[0].Length);
        long[][] rows = [.. ours.Select(_ => Enumerable.Range(0, k).Select(_ => reader.ReadInt64()).ToArray())];
        int[][] distances = [.. ours.Select(_ => Enumerable.Range(0, k).Select(_ => reader.ReadInt32()).ToArray())];
        for (int query = 0; query < ours.Length; query++)
        {
            if (!ours[query].Select(n => n.SquaredDistance).SequenceEqual(distances[query].Take(kept)))
            {
                return false;
            }

            // Within a run of one distance, each in the order of rows: ours at most theirs, one by one.
            (int Distance, long Row)[] theirs = [.. distances[query].Zip(rows[query]).Take(kept).Order()];
            if (ours[query].Zip(theirs).Any(pair => pair.First.Row > pair.Second.Row
                || (pair.First.Row < pair.Second.Row && distances[query].Count(d => d == pair.Second.Distance) < 2
                    && pair.First.SquaredDistance != distances[query][kept - 1])))
            {
                return false;
            }
        }

        return true;
    }
}
