using ImageSearch.Index;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cells;

/// <summary>Many centres in groups of near ones, so that a row is compared with those of a few groups alone. Packed to be compared all at
/// once (<see cref="AllDistances{TLanes,TShorts,TSums}"/>).</summary>
internal sealed unsafe class CentreGroups
{
    private const int Rounds = 4;

    private readonly AlignedMemory _memory;
    private readonly nint[] _packed;

    private CentreGroups(CellCentres middles, int[][] members, CellCentres centres)
    {
        Members = members;
        Middles = middles.Count;
        int[] shorts = [PackedShorts(Middles), .. members.Select(m => PackedShorts(m.Length))];
        _memory = new AlignedMemory(shorts.Sum(s => (long)s) * sizeof(short));
        _packed = new nint[shorts.Length];
        short* at = (short*)_memory.Start;
        for (int i = 0; i < shorts.Length; at += shorts[i++])
        {
            _packed[i] = (nint)at;
            CellCentres from = i == 0 ? middles : centres;
            int[] which = i == 0 ? [.. Enumerable.Range(0, Middles)] : members[i - 1];
            byte[] rows = new byte[which.Length * ScanLayout.RowBytes];
            for (int row = 0; row < which.Length; row++)
            {
                new ReadOnlySpan<byte>(from.Centre(which[row]), ScanLayout.RowBytes).CopyTo(rows.AsSpan(row * ScanLayout.RowBytes));
            }

            fixed (byte* first = rows)
            {
                ScanKernels.Best.Pack(first, which.Length, at);
            }
        }

        GC.KeepAlive(middles);
        GC.KeepAlive(centres);
    }

    /// <summary>How many groups there are.</summary>
    public int Middles { get; }

    /// <summary>The cells of each group, in order; none is empty.</summary>
    public int[][] Members { get; }

    /// <summary>The middles of the groups, packed. Valid for as long as this object is.</summary>
    public short* PackedMiddles => (short*)_packed[0];

    /// <summary>The centres of a group, packed. Valid for as long as this object is.</summary>
    public short* Packed(int group) => (short*)_packed[group + 1];

    /// <summary>Puts centres into groups, by k-means of the centres themselves.</summary>
    public static CentreGroups Make(CellCentres centres, int threads, CancellationToken cancel)
    {
        byte[] rows = new ReadOnlySpan<byte>(centres.Centre(0), centres.Count * ScanLayout.RowBytes).ToArray();
        GC.KeepAlive(centres);
        int count = CountFor(centres.Count);
        byte[] middles = Lloyd.Run(rows, count, Rounds, Assign);
        int[] groupOf = new int[centres.Count];
        Assign(middles, groupOf);
        ILookup<int, int> byGroup = Enumerable.Range(0, groupOf.Length).ToLookup(c => groupOf[c]);
        int[] used = [.. Enumerable.Range(0, count).Where(byGroup.Contains)];
        byte[] usedMiddles = [.. used.SelectMany(g => middles[(g * ScanLayout.RowBytes)..((g + 1) * ScanLayout.RowBytes)])];
        return new CentreGroups(new CellCentres(usedMiddles), [.. used.Select(g => byGroup[g].ToArray())], centres);

        void Assign(byte[] now, int[] groupOf)
        {
            fixed (byte* first = rows)
            {
                CellAssignment.WithAll(new CellCentres(now), threads, cancel).Find(first, groupOf);
            }
        }
    }

    /// <summary>Twice the root, a power of 2: a row is then compared with about as many middles as centres.</summary>
    private static int CountFor(int centres) => 1 << ((int.Log2(centres) / 2) + 1);

    private static int PackedShorts(int rows) => (ScanKernels.Best.PackedShorts(rows) + 31) / 32 * 32;
}
