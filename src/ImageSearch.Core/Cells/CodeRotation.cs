using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cells;

/// <summary>
/// A fixed rotation of the space, after which what rows differ by is spread evenly over all axes: three times signs, Hadamard transforms
/// over 16 axes each and a transposition. In integers, 64 times as long as what is rotated; the same on every machine.
/// </summary>
internal static unsafe class CodeRotation
{
    /// <summary>How much longer a rotated vector is.</summary>
    public const int Factor = 64;

    private const int Lanes = 8;
    private const int Vectors = CodeLayout.Signs / Lanes;
    private const int Rounds = 3;

    private static readonly int[] Signs = MakeSigns();

    /// <summary>Rotates.</summary>
    /// <param name="values"><see cref="CodeLayout.Signs"/> numbers, at most 255 from zero; they are used up.</param>
    /// <param name="rotated">Receives as many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int* values, int* rotated)
    {
        fixed (int* signs = Signs)
        {
            Round(values, rotated, signs);
            Round(rotated, values, signs + CodeLayout.Signs);
            Round(values, rotated, signs + (2 * CodeLayout.Signs));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Round(int* from, int* to, int* signs)
    {
        for (int i = 0; i < CodeLayout.Signs; i += Lanes)
        {
            (Vector256.Load(from + i) * Vector256.Load(signs + i)).Store(from + i);
        }

        for (int half = 1; half < Vectors; half *= 2)
        {
            for (int start = 0; start < Vectors; start += 2 * half)
            {
                for (int i = start; i < start + half; i++)
                {
                    Vector256<int> a = Vector256.Load(from + (i * Lanes)), b = Vector256.Load(from + ((i + half) * Lanes));
                    (a + b).Store(from + (i * Lanes));
                    (a - b).Store(from + ((i + half) * Lanes));
                }
            }
        }

        for (int lane = 0; lane < Lanes; lane++)
        {
            for (int vector = 0; vector < Vectors; vector++)
            {
                to[(lane * Vectors) + vector] = from[(vector * Lanes) + lane];
            }
        }
    }

    /// <summary>Signs by chance, always the same ones (SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
    /// OOPSLA 2014).</summary>
    private static int[] MakeSigns()
    {
        var signs = new int[Rounds * CodeLayout.Signs];
        ulong state = 0;
        for (int i = 0; i < signs.Length; i++)
        {
            state += 0x9E3779B97F4A7C15;
            ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            signs[i] = ((mixed ^ (mixed >> 31)) & 1) == 0 ? 1 : -1;
        }

        return signs;
    }
}
