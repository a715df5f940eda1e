using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImageSearch.Kernels.Scan;
using ImageSearch.Kernels.Simd;

namespace ImageSearch.Neighbours;

/// <summary>
/// One thread's part of a search: tile after tile, all query rows past each. The sieve rules out rows by their sketches, what is left is
/// compared in full while the tile is still in the cache.
/// </summary>
internal sealed unsafe class TileScan(ScanKernels kernels, QueryRows queries, SearchScope scope, NearestRows nearest) : IDisposable
{
    /// <summary>Query rows that are sieved at once: their sketches and masks stay in the first-level cache beside the tile's
    /// sketches.</summary>
    private const int QueryBatch = 128;

    private const int WordBits = 64;

    /// <summary>Rows that are compared at once; a tile of rows more than this may be listed.</summary>
    private const int ListedAtOnce = 4096;

    private readonly ulong* _masks = (ulong*)NativeMemory.AlignedAlloc(QueryBatch * ScanLayout.MaskBytes, 64);
    private readonly int[] _limits = new int[QueryBatch];
    private readonly int[] _ends = new int[QueryBatch];
    private readonly int[] _listed = new int[ListedAtOnce + ScanLayout.TileRows];
    private readonly int[] _distances = new int[ListedAtOnce + ScanLayout.TileRows];

    public void Dispose() => NativeMemory.AlignedFree(_masks);

    public void Run(long tile)
    {
        ScopeSegment part = scope.SegmentOfTile(tile);
        int start = (int)(tile - part.FirstTile) * ScanLayout.TileRows, rows = Math.Min(ScanLayout.TileRows, part.Segment.Rows - start);
        Span<ulong> wanted = stackalloc ulong[ScanLayout.MaskWords];
        if (!Wanted(part.Wanted, start, rows, wanted))
        {
            return;
        }

        byte* sketches = part.Segment.SketchStart + ((long)start / ScanLayout.BlockRows * ScanLayout.BlockBytes);
        byte* descriptors = part.Segment.DescriptorStart + ((long)start * ScanLayout.RowBytes);
        int blocks = (rows + ScanLayout.BlockRows - 1) / ScanLayout.BlockRows, words = (rows + WordBits - 1) / WordBits;
        long firstRow = part.FirstRow + start;
        for (int query = 0; query < queries.Count; query += QueryBatch)
        {
            int count = Math.Min(QueryBatch, queries.Count - query);
            Sieve(sketches, blocks, query, count);
            for (int done = 0; done < count;)
            {
                int first = done, listed = 0;
                for (; done < count && listed < ListedAtOnce; done++)
                {
                    listed = List(_masks + (done * ScanLayout.MaskWords), words, wanted, descriptors, listed);
                    _ends[done - first] = listed;
                }

                if (listed > 0)
                {
                    Compare(descriptors, firstRow, query + first, done - first);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sieve(byte* sketches, int blocks, int query, int count)
    {
        fixed (int* limits = _limits)
        {
            for (int i = 0; i < count; i++)
            {
                limits[i] = queries.SieveLimit(query + i, nearest.Limit(query + i));
            }

            kernels.Sieve(sketches, blocks, queries.Packed(query), limits, count, (byte*)_masks);
        }
    }

    /// <summary>Lists the rows that are left for a query row, and asks for them, so that they are there when they are compared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int List(ulong* masks, int words, ReadOnlySpan<ulong> wanted, byte* descriptors, int count)
    {
        int[] listed = _listed;
        for (int word = 0; word < words; word++)
        {
            for (ulong left = masks[word] & wanted[word]; left != 0; left &= left - 1)
            {
                int row = (word * WordBits) + BitOperations.TrailingZeroCount(left);
                Prefetch.Row(descriptors + (row * ScanLayout.RowBytes));
                listed[count++] = row;
            }
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Compare(byte* descriptors, long firstRow, int query, int count)
    {
        fixed (int* listed = _listed, ends = _ends, distances = _distances)
        {
            kernels.Distances(descriptors, listed, ends, queries.Numbers(query), count, distances);
        }

        int at = 0;
        for (int i = 0; i < count; i++)
        {
            int limit = nearest.Limit(query + i);
            for (; at < _ends[i]; at++)
            {
                if (_distances[at] <= limit)
                {
                    nearest.Offer(query + i, _distances[at], firstRow + _listed[at]);
                    limit = nearest.Limit(query + i);
                }
            }
        }
    }
}
