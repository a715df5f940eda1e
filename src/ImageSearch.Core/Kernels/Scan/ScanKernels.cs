using System.Runtime.Intrinsics;

namespace ImageSearch.Kernels.Scan;

/// <summary>The kernels that the search is made of, for one set of instructions; chosen once, called for whole tiles.</summary>
internal abstract unsafe class ScanKernels
{
    /// <summary>The kernels for the best instructions that the processor has.</summary>
    public static ScanKernels Best { get; } = Of(ScanChoice.Level);

    /// <inheritdoc cref="ISketchLanes{TRows,TSums}.Excess"/>
    public abstract int SketchExcess { get; }

    /// <inheritdoc cref="ISketchLanes{TRows,TSums}.QueryInts"/>
    public abstract int QueryInts { get; }

    /// <summary>The kernels of a level; one that the processor lacks gives the same numbers, slowly.</summary>
    public static ScanKernels Of(ScanLevel level) => level switch
    {
        ScanLevel.Scalar => new Made<ScalarSketchLanes, nint, ScalarSums, ScalarShortLanes, (short A, short B), int, ScalarCodeLanes>(),
        ScanLevel.Vector128 => new Made<SketchLanes128, SketchRows128<short>, SketchSums128,
            ShortLanes128, Vector128<short>, Vector128<int>, CodeLanes128>(),
        ScanLevel.Vector256 => new Made<SketchLanes256, ((Vector256<short>, Vector256<short>), (Vector256<short>, Vector256<short>)),
            (Vector256<int>, Vector256<int>), ShortLanes256, Vector256<short>, Vector256<int>, CodeLanes256>(),
        ScanLevel.Vector512 => new Made<SketchLanes512, (Vector512<short>, Vector512<short>), Vector512<int>,
            ShortLanes512, Vector512<short>, Vector512<int>, CodeLanes256>(),
        ScanLevel.AvxVnni when Vector512.IsHardwareAccelerated => new Made<VnniSketchLanes, (Vector256<byte>, Vector256<byte>),
            (Vector256<int>, Vector256<int>), ShortLanes512, Vector512<short>, Vector512<int>, CodeLanes256>(),
        ScanLevel.AvxVnni => new Made<VnniSketchLanes, (Vector256<byte>, Vector256<byte>),
            (Vector256<int>, Vector256<int>), ShortLanes256, Vector256<short>, Vector256<int>, CodeLanes256>(),
        ScanLevel.ArmDot => new Made<ArmSketchLanes, SketchRows128<sbyte>, SketchSums128,
            ShortLanes128, Vector128<short>, Vector128<int>, CodeLanes128>(),
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Unknown level."),
    };

    /// <inheritdoc cref="ISketchLanes{TRows,TSums}.Pack"/>
    public abstract void PackQuery(sbyte* axes, int* query);

    /// <inheritdoc cref="SketchSieve{TLanes,TRows,TSums}.Run"/>
    public abstract void Sieve(byte* blocks, int blockCount, int* queries, int* limits, int queryRows, byte* masks);

    /// <inheritdoc cref="RowProducts{TLanes,TShorts,TSums}.Distances"/>
    public abstract void Distances(byte* rows, int* listed, int* ends, short* queries, int queryRows, int* distances);

    /// <inheritdoc cref="AllDistances{TLanes,TShorts,TSums}.PackedShorts"/>
    public abstract int PackedShorts(int rows);

    /// <inheritdoc cref="AllDistances{TLanes,TShorts,TSums}.Stride"/>
    public abstract int Stride(int rows);

    /// <inheritdoc cref="AllDistances{TLanes,TShorts,TSums}.Pack"/>
    public abstract void Pack(byte* rows, int count, short* packed);

    /// <inheritdoc cref="AllDistances{TLanes,TShorts,TSums}.Run"/>
    public abstract void DistancesOfAll(short* packed, int count, short* queries, int queryRows, int* distances, int stride);

    /// <inheritdoc cref="RowProducts{TLanes,TShorts,TSums}.Project"/>
    public abstract void Project(byte* row, short* axes, int count, int* products);

    /// <inheritdoc cref="CodeEstimates{TLanes}.Run"/>
    public abstract void Estimate(byte* blocks, int blockCount, in CodeQuery query, float limit, float* estimates, uint* masks);

    private sealed class Made<TSketch, TRows, TRowSums, TLanes, TShorts, TSums, TCodes> : ScanKernels
        where TSketch : ISketchLanes<TRows, TRowSums>
        where TRows : struct
        where TRowSums : struct
        where TLanes : IShortLanes<TShorts, TSums>
        where TShorts : struct
        where TSums : struct
        where TCodes : ICodeLanes
    {
        public override int SketchExcess => TSketch.Excess;

        public override int QueryInts => TSketch.QueryInts;

        public override void PackQuery(sbyte* axes, int* query) => TSketch.Pack(axes, query);

        public override void Sieve(byte* blocks, int blockCount, int* queries, int* limits, int queryRows, byte* masks) =>
            SketchSieve<TSketch, TRows, TRowSums>.Run(blocks, blockCount, queries, limits, queryRows, masks);

        public override void Distances(byte* rows, int* listed, int* ends, short* queries, int queryRows, int* distances) =>
            RowProducts<TLanes, TShorts, TSums>.Distances(rows, listed, ends, queries, queryRows, distances);

        public override int PackedShorts(int rows) => AllDistances<TLanes, TShorts, TSums>.PackedShorts(rows);

        public override int Stride(int rows) => AllDistances<TLanes, TShorts, TSums>.Stride(rows);

        public override void Pack(byte* rows, int count, short* packed) => AllDistances<TLanes, TShorts, TSums>.Pack(rows, count, packed);

        public override void DistancesOfAll(short* packed, int count, short* queries, int queryRows, int* distances, int stride) =>
            AllDistances<TLanes, TShorts, TSums>.Run(packed, count, queries, queryRows, distances, stride);

        public override void Project(byte* row, short* axes, int count, int* products) =>
            RowProducts<TLanes, TShorts, TSums>.Project(row, axes, count, products);

        public override void Estimate(byte* blocks, int blockCount, in CodeQuery query, float limit, float* estimates, uint* masks) =>
            CodeEstimates<TCodes>.Run(blocks, blockCount, query, limit, estimates, masks);
    }
}
