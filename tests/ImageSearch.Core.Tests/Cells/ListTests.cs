using ImageSearch.Cells;
using ImageSearch.Cuda;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Neighbours;
using ImageSearch.Tests.Index;

namespace ImageSearch.Tests.Cells;

/// <summary>Centres, lists and the search in them, without files.</summary>
public sealed unsafe class ListTests
{
    private const int Images = 100;

    private static readonly Lazy<(IndexSnapshot Snapshot, CellCentres Centres, RowLists Lists)> Made = new(Make);

    [Fact]
    public void Cells_GrowWithTheRows()
    {
        Assert.Equal([256, 256, 4096, 16384, 65536, 262144],
            ((long[])[1, 10_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000]).Select(CellCentres.CountFor));
    }

    [Fact]
    public void Training_IsTheSameEachTime_WhateverTheThreads()
    {
        IndexSnapshot snapshot = CellSamples.Index(30).Snapshot();
        byte[] Train(int threads) => Bytes(CellTraining.Train(snapshot, 256, threads, null, default));
        Assert.Equal(Train(1), Train(2));
    }

    /// <summary>Fewer rows than cells, and all of them alike: cells are empty, and nothing fails.</summary>
    [Fact]
    public void Training_OfEqualRows_Works()
    {
        IndexSnapshot snapshot = Samples.Index([.. Enumerable.Repeat((byte)7, 128 * 40)]).Snapshot();
        Assert.Equal(256, CellTraining.Train(snapshot, 256, 0, null, default).Count);
    }

    [Fact]
    public void Training_TellsOfRounds_AndIsCancelled()
    {
        IndexSnapshot snapshot = CellSamples.Index(5).Snapshot();
        var told = new List<(int, int)>();
        CellTraining.Train(snapshot, 256, 0, (done, all) => told.Add((done, all)), default);
        Assert.Equal([.. Enumerable.Range(0, 9).Select(i => (i, 8))], told);
        using var cancel = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(
            () => CellTraining.Train(snapshot, 256, 0, (done, _) => { if (done == 3) { cancel.Cancel(); } }, cancel.Token));
    }

    [Fact]
    public void Assignment_IsTheNearestCentre()
    {
        byte[] rows = CellSamples.Rows(1, 1500);
        CellCentres centres = Made.Value.Centres;
        var cells = new int[1500];
        fixed (byte* first = rows)
        {
            new CellAssignment(centres, 2, default).Find(first, cells);
        }

        Neighbour[][] nearest = ExactNearestNeighbours.Nearest(new SearchScope([centres.Rows]), rows, 1, 1, ScanKernels.Best, default);
        Assert.Equal(nearest.Select(n => (int)n[0].Row), cells);
    }

    /// <summary>Among many centres a few groups are looked into: nearly all rows are in the nearest cell, whatever the threads.</summary>
    [Fact]
    public void Assignment_ToManyCells_NearlyAlwaysFindsTheNearest()
    {
        const int Cells = 8200, Rows = 1100;
        byte[] rows = CellSamples.Rows(1, Rows);
        var centres = new CellCentres(CellSamples.Rows(2, Cells));
        int[] all = new int[Rows], one = new int[Rows], two = new int[Rows];
        fixed (byte* first = rows)
        {
            CellAssignment.WithAll(centres, 2, default).Find(first, all);
            new CellAssignment(centres, 1, default).Find(first, one);
            new CellAssignment(centres, 2, default).Find(first, two);
        }

        Assert.Equal(one, two);
        Assert.InRange(all.Zip(one).Count(p => p.First == p.Second), Rows * 85 / 100, Rows);
        Assert.All(Enumerable.Range(0, Rows), i => Assert.InRange(Distance(one[i], i), Distance(all[i], i), 2 * Distance(all[i], i)));

        int Distance(int cell, int row) => Enumerable.Range(0, 128).Sum(i =>
        {
            int apart = centres.Centre(cell)[i] - rows[(row * 128) + i];
            return apart * apart;
        });
    }

    [Fact]
    public void Lists_HaveEveryRowOnce_InOrder()
    {
        (IndexSnapshot snapshot, CellCentres centres, RowLists lists) = Made.Value;
        var seen = new HashSet<uint>();
        for (int cell = 0; cell < centres.Count; cell++)
        {
            long last = -1;
            for (long place = lists.Start(cell) * 32; place < lists.Ends[cell] * 32; place++)
            {
                uint number = ((uint*)(lists.Blocks + (place / 32 * CodeLayout.BlockBytes) + CodeLayout.RowsOffset))[place % 32];
                if (number != CodeLayout.NoRow)
                {
                    Assert.True(seen.Add(number) && number > last);
                    last = number;
                }
            }
        }

        Assert.Equal(snapshot.RowCount, seen.Count);
        Assert.Equal(snapshot.RowCount, lists.Rows);
    }

    [Fact]
    public void Merged_IsAsIfMadeAtOnce()
    {
        (IndexSnapshot snapshot, CellCentres centres, RowLists whole) = Made.Value;
        RowSegment[] segments = [.. snapshot.Segments.ToArray().Select(s => s.Segment)];
        Assert.True(segments.Length > 1);
        RowLists first = new ListBuilder(centres, 0, default).Build(segments[..1], [0]);
        long[] firstRows = [.. snapshot.Segments[1..].ToArray().Select(s => s.FirstRow)];
        RowLists second = new ListBuilder(centres, 0, default).Build(segments[1..], firstRows);
        RowLists merged = ListMerger.Merge(first, second, default);
        Assert.Equal(whole.Ends, merged.Ends);
        Assert.Equal(whole.Segments, merged.Segments);
        Assert.Equal(Blocks(whole), Blocks(merged));
    }

    /// <summary>The copy of an image is found by nearly all its rows; with all cells visited what is missed is for the codes
    /// alone.</summary>
    [Theory]
    [InlineData(4, 80)]
    [InlineData(256, 85)]
    public void Search_FindsCopies(int visits, int least)
    {
        IndexSnapshot snapshot = Inverted();
        byte[] query = CellSamples.Altered(CellSamples.Rows(17), 1);
        FoundRows found = ListSearch.Nearest(snapshot.Lists!, SearchScope.All(snapshot), query, visits, new NearestOptions(5), default);
        int right = Enumerable.Range(0, 100).Count(i => found.Nearest[i].Any(n => snapshot.EntryOfRow(n.Row).Image.Id == 17));
        Assert.InRange(right, least, 100);
        Assert.All(found.Nearest, rows => Assert.Equal(rows.Order(), rows));
        Assert.All(found.Nearest, rows => Assert.Equal(5, rows.DistinctBy(n => n.Row).Count()));
    }

    [Fact]
    public void Search_IsTheSame_WhateverTheThreads()
    {
        IndexSnapshot snapshot = Inverted();
        byte[] query = CellSamples.Altered(CellSamples.Rows(3), 2);
        Neighbour[][] Run(int threads) =>
            ListSearch.Nearest(snapshot.Lists!, SearchScope.All(snapshot), query, 4, new NearestOptions(5, threads), default).Nearest;
        Assert.Equal(Run(1), Run(3));
    }

    /// <summary>Lists keep the upper halves of scale and direction, which is what votes go by.</summary>
    [Fact]
    public void Search_TellsScaleAndDirection()
    {
        IndexSnapshot snapshot = Inverted();
        FoundRows found = ListSearch.Nearest(
            snapshot.Lists!, SearchScope.All(snapshot), CellSamples.Rows(5), 4, new NearestOptions(5), default);
        foreach (Neighbour neighbour in found.Nearest.SelectMany(n => n))
        {
            IndexEntry entry = snapshot.EntryOfRow(neighbour.Row);
            (double exactScale, double exactAngle) = snapshot.KeypointOfRow(entry, neighbour.Row).Seen;
            (double scale, double angle) = found.Seen(entry, neighbour.Row);
            Assert.InRange(Math.Log2(scale / exactScale), -0.07, 0.07);
            Assert.InRange(((angle - exactAngle + 540) % 360) - 180, -0.8, 0.8);
        }
    }

    /// <summary>What a filter leaves out, and what was removed, is not found; nor does it keep others from being found.</summary>
    [Fact]
    public void Search_LooksAtWhatIsWanted()
    {
        IndexSnapshot snapshot = Inverted();
        var scope = new SearchScope(snapshot, id => id % 10 == 0);
        FoundRows found = ListSearch.Nearest(snapshot.Lists!, scope, CellSamples.Rows(17), 256, new NearestOptions(5), default);
        Assert.All(found.Nearest, rows => Assert.Equal(5, rows.Length));
        Assert.All(found.Nearest.SelectMany(n => n), n => Assert.Equal(0, snapshot.EntryOfRow(n.Row).Image.Id % 10));
    }

    /// <summary>Rows that are in no list are compared exactly, and stand among the others.</summary>
    [Fact]
    public void Search_FindsUnlistedRows()
    {
        (IndexSnapshot whole, CellCentres centres, _) = Made.Value;
        PlacedSegment[] segments = whole.Segments.ToArray();
        RowLists first = new ListBuilder(centres, 0, default).Build([segments[0].Segment], [0]);
        var snapshot = new IndexSnapshot(whole.Settings, segments, whole.Entries.ToArray(), new DeviceRowCache())
        {
            Lists = new InvertedLists(centres, [first]),
        };
        byte[] query = CellSamples.Altered(CellSamples.Rows(Images), 1);
        FoundRows found = ListSearch.Nearest(snapshot.Lists!, SearchScope.All(snapshot), query, 4, new NearestOptions(5), default);
        Neighbour[][] exact = ExactNearestNeighbours.Nearest(SearchScope.All(snapshot), query, 1, 0, ScanKernels.Best, default);
        Assert.All(exact.Zip(found.Nearest), p => Assert.Contains(p.First[0], p.Second));
    }

    private static (IndexSnapshot Snapshot, CellCentres Centres, RowLists Lists) Make()
    {
        IndexSnapshot snapshot = CellSamples.Index(Images).Snapshot();
        CellCentres centres = CellTraining.Train(snapshot, 256, 0, null, default);
        PlacedSegment[] segments = snapshot.Segments.ToArray();
        RowLists lists = new ListBuilder(centres, 0, default).Build(
            [.. segments.Select(s => s.Segment)], [.. segments.Select(s => s.FirstRow)]);
        return (snapshot, centres, lists);
    }

    private static IndexSnapshot Inverted()
    {
        (IndexSnapshot snapshot, CellCentres centres, RowLists lists) = Made.Value;
        return new IndexSnapshot(snapshot.Settings, snapshot.Segments.ToArray(), snapshot.Entries.ToArray(), new DeviceRowCache())
        {
            Lists = new InvertedLists(centres, [lists]),
        };
    }

    private static byte[] Bytes(CellCentres centres) => new ReadOnlySpan<byte>(centres.Centre(0), centres.Count * 128).ToArray();

    private static byte[] Blocks(RowLists lists) =>
        new ReadOnlySpan<byte>(lists.Blocks, (int)(lists.Ends[^1] * CodeLayout.BlockBytes)).ToArray();
}
