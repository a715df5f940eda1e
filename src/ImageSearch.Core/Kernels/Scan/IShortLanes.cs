namespace ImageSearch.Kernels.Scan;

/// <summary>A vector width as a type: 16-bit lanes whose products are added up in 32 bits. Sums of integers do not depend on their
/// order.</summary>
/// <typeparam name="TShorts">16-bit lanes.</typeparam>
/// <typeparam name="TSums">32-bit lanes.</typeparam>
internal unsafe interface IShortLanes<TShorts, TSums>
    where TShorts : struct
    where TSums : struct
{
    /// <summary>16-bit lanes.</summary>
    public static abstract int Count { get; }

    public static abstract TShorts Load(short* source);

    /// <summary>Unsigned bytes as lanes.</summary>
    public static abstract TShorts Widen(byte* source);

    public static abstract TShorts Subtract(TShorts a, TShorts b);

    /// <summary>Adds the products of lanes, in any order of sums.</summary>
    public static abstract TSums AddProducts(TSums sums, TShorts a, TShorts b);

    public static abstract TSums Add(TSums a, TSums b);

    public static abstract int Total(TSums sums);

    /// <summary>The same two numbers in every pair of lanes.</summary>
    public static abstract TShorts LoadPair(short* source);

    /// <summary>The same in every lane.</summary>
    public static abstract TSums Create(int value);

    public static abstract TSums LoadSums(int* source);

    /// <summary>a - 2 b.</summary>
    public static abstract TSums SubtractTwice(TSums a, TSums b);

    public static abstract void Store(TSums sums, int* target);
}
