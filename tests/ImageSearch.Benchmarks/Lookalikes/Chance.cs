namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Random numbers that are the same on every machine and in every version (SplitMix64: Steele, Lea, Flood, OOPSLA 2014).</summary>
/// <param name="seed">Equal seeds give equal numbers.</param>
internal sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Numbers of their own for a named part, whatever was drawn before.</summary>
    public static Chance For(int seed, string name)
    {
        // FNV-1a.
        ulong hash = 14695981039346656037;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return new Chance(hash ^ ((ulong)seed * 0x9E3779B97F4A7C15));
    }

    /// <summary>From 0 up to, not including, 1.</summary>
    public double Real() => (Bits() >> 11) / (double)(1UL << 53);

    public double Real(double least, double most) => least + (Real() * (most - least));

    /// <summary>A whole number from 0, below a limit.</summary>
    public int Below(int limit) => (int)(Real() * limit);

    /// <summary>A whole number, both ends included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True so often.</summary>
    public bool Is(double share) => Real() < share;

    public T Pick<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    /// <summary>Of mean 0 and deviation 1 (Box, Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Real())) * Math.Cos(2 * Math.PI * Real());

    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        T[] list = [.. items];
        for (int i = list.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }

        return list;
    }

    /// <summary>Digits, the first of them not 0.</summary>
    public string Digits(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => (char)('0' + (i == 0 ? Between(1, 9) : Below(10)))));

    private ulong Bits()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
