namespace ImageSearch.Kernels.Scan;

/// <summary>One lane: the reference.</summary>
internal readonly unsafe struct ScalarShortLanes : IShortLanes<short, int>
{
    public static int Count => 1;

    public static short Load(short* source) => *source;

    public static short Widen(byte* source) => *source;

    public static short Subtract(short a, short b) => (short)(a - b);

    public static int AddProducts(int sums, short a, short b) => sums + (a * b);

    public static int Add(int a, int b) => a + b;

    public static int Total(int sums) => sums;
}
