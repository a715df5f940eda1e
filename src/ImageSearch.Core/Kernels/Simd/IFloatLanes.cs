using System.Numerics;

namespace ImageSearch.Kernels.Simd;

/// <summary>
/// A vector width as a type: what a kernel may do with its lanes. Every operation rounds each lane as IEEE 754 says, and a fused
/// multiply-add is fused on every width, so a kernel gives the same bits in 1, 4, 8 or 16 lanes.
/// </summary>
/// <typeparam name="TSelf">The vector itself.</typeparam>
internal interface IFloatLanes<TSelf> : IAdditionOperators<TSelf, TSelf, TSelf>, ISubtractionOperators<TSelf, TSelf, TSelf>,
    IMultiplyOperators<TSelf, TSelf, TSelf>, IDivisionOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, IFloatLanes<TSelf>
{
    public static abstract int Count { get; }

    /// <summary>0, 1, 2, ...</summary>
    public static abstract TSelf Ramp { get; }

    public static abstract TSelf Create(float value);

    public static abstract TSelf Load(ref float source);

    public static abstract void Store(TSelf value, ref float target);

    /// <summary>Stores whole numbers as integers.</summary>
    public static abstract void StoreInt32(TSelf value, ref int target);

    /// <summary>Loads twice as many floats as there are lanes and keeps every other one, the first included.</summary>
    public static abstract TSelf LoadEven(ref float source);

    /// <summary>Stores lanes of both in turn.</summary>
    public static abstract void StoreInterleaved(TSelf even, TSelf odd, ref float target);

    /// <summary>a b + c, rounded once.</summary>
    public static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>Of numbers; what it makes of NaN differs.</summary>
    public static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>Of numbers; what it makes of NaN differs.</summary>
    public static abstract TSelf Max(TSelf a, TSelf b);

    public static abstract TSelf Abs(TSelf value);

    public static abstract TSelf Floor(TSelf value);

    public static abstract TSelf SquareRoot(TSelf value);

    /// <summary>2 to whole numbers from -126 to 127.</summary>
    public static abstract TSelf PowerOfTwo(TSelf exponent);

    /// <summary>The bits of both.</summary>
    public static abstract TSelf And(TSelf a, TSelf b);

    /// <summary>The bits of one of both.</summary>
    public static abstract TSelf Xor(TSelf a, TSelf b);

    /// <summary>All bits set where it holds.</summary>
    public static abstract TSelf GreaterThan(TSelf a, TSelf b);

    /// <summary>All bits set where it holds.</summary>
    public static abstract TSelf GreaterThanOrEqual(TSelf a, TSelf b);

    /// <summary>The first where the mask is set, else the second.</summary>
    public static abstract TSelf Select(TSelf mask, TSelf yes, TSelf no);

    /// <summary>A bit for each lane of a mask, the first lane lowest.</summary>
    public static abstract uint MaskBits(TSelf mask);
}
