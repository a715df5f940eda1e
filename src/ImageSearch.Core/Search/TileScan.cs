using System.Numerics;
using System.Runtime.InteropServices;
using ImageSearch.Kernels;

namespace ImageSearch.Search;

/// <summary>
/// One thread's part of a search: tile after tile, all query rows past each. The sieve rules out rows by their sketches, what is left is
/// compared in full while the tile is still in the cache.
/// </summary>
internal sealed unsafe class TileScan(ScanKernels kernels, QueryRows queries, SearchScope scope, RowCollector collector) : IDisposable
{
    /// <summary>Query rows that are sieved at once: their sketches and masks stay in the first-level cache beside the tile's sketches.</summary>
    private const int QueryBatch = 128;

    private const int WordBits = 64;

    private readonly ulong* _masks = (ulong*)NativeMemory.AlignedAlloc(QueryBatch * ScanLayout.MaskBytes, 64);
    private readonly int[] _limits = GC.AllocateArray<int>(QueryBatch, pinned: true);
    private readonly int[] _listed = GC.AllocateArray<int>(ScanLayout.TileRows, pinned: true);
    private readonly int[] _distances = GC.AllocateArray<int>(ScanLayout.TileRows, pinned: true);

    public void Dispose() => NativeMemory.AlignedFree(_masks);

    public void Run(long tile)
    {
        ScopeSegment part = scope.SegmentOfTile(tile);
        int first = (int)(tile - part.FirstTile) * ScanLayout.TileRows, rows = Math.Min(ScanLayout.TileRows, part.Segment.Rows - first);
        Span<ulong> wanted = stackalloc ulong[ScanLayout.MaskWords];
        if (!Wanted(part.Wanted, first, rows, wanted))
        {
            return;
        }

        byte* sketches = part.Segment.SketchStart + ((long)first / ScanLayout.BlockRows * ScanLayout.BlockBytes);
        byte* descriptors = part.Segment.DescriptorStart + ((long)first * ScanLayout.RowBytes);
        int blocks = (rows + ScanLayout.BlockRows - 1) / ScanLayout.BlockRows;
        for (int query = 0; query < queries.Count; query += QueryBatch)
        {
            int count = Math.Min(QueryBatch, queries.Count - query);
            Sieve(sketches, blocks, query, count);
            for (int i = 0; i < count; i++)
            {
                int listed = List(_masks + (i * ScanLayout.MaskWords), (rows + WordBits - 1) / WordBits, wanted);
                if (listed > 0)
                {
                    Compare(descriptors, part.FirstRow + first, query + i, listed);
                }
            }
        }

        part.Segment.KeepAlive();
    }

    /// <summary>The bits of the tile's rows that are searched; false if there are none.</summary>
    private static bool Wanted(ulong[]? marks, int first, int rows, Span<ulong> wanted)
    {
        ulong any = 0;
        for (int word = 0; word < ScanLayout.MaskWords; word++)
        {
            int left = Math.Clamp(rows - (word * WordBits), 0, WordBits);
            ulong there = left == WordBits ? ulong.MaxValue : (1UL << left) - 1;
            wanted[word] = marks is null ? there : there & marks[(first / WordBits) + word];
            any |= wanted[word];
        }

        return any != 0;
    }

    private void Sieve(byte* sketches, int blocks, int query, int count)
    {
        fixed (int* limits = _limits)
        {
            for (int i = 0; i < count; i++)
            {
                limits[i] = queries.SieveLimit(query + i, collector.Limit(query + i));
            }

            kernels.Sieve(sketches, blocks, queries.Packed(query), limits, count, (byte*)_masks);
        }
    }

    private int List(ulong* masks, int words, ReadOnlySpan<ulong> wanted)
    {
        int count = 0;
        int[] listed = _listed;
        for (int word = 0; word < words; word++)
        {
            for (ulong left = masks[word] & wanted[word]; left != 0; left &= left - 1)
            {
                listed[count++] = (word * WordBits) + BitOperations.TrailingZeroCount(left);
            }
        }

        return count;
    }

    private void Compare(byte* descriptors, long firstRow, int query, int count)
    {
        fixed (int* listed = _listed, distances = _distances)
        {
            kernels.Distances(descriptors, listed, count, queries.Numbers(query), distances);
            int limit = collector.Limit(query);
            for (int i = 0; i < count; i++)
            {
                if (distances[i] <= limit)
                {
                    collector.Offer(query, distances[i], firstRow + listed[i]);
                    limit = collector.Limit(query);
                }
            }
        }
    }
}
