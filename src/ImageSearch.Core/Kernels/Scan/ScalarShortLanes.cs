namespace ImageSearch.Kernels.Scan;

/// <summary>One pair of lanes: the reference.</summary>
internal readonly unsafe struct ScalarShortLanes : IShortLanes<(short A, short B), int>
{
    public static int Count => 2;

    public static (short A, short B) Load(short* source) => (source[0], source[1]);

    public static (short A, short B) Widen(byte* source) => (source[0], source[1]);

    public static (short A, short B) Subtract((short A, short B) a, (short A, short B) b) => ((short)(a.A - b.A), (short)(a.B - b.B));

    public static int AddProducts(int sums, (short A, short B) a, (short A, short B) b) => sums + (a.A * b.A) + (a.B * b.B);

    public static int Add(int a, int b) => a + b;

    public static int Total(int sums) => sums;

    public static (short A, short B) LoadPair(short* source) => Load(source);

    public static int Create(int value) => value;

    public static int LoadSums(int* source) => *source;

    public static int SubtractTwice(int a, int b) => a - b - b;

    public static void Store(int sums, int* target) => *target = sums;
}
