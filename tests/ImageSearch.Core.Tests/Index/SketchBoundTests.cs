using FsCheck;
using FsCheck.Fluent;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Tests.Index;

/// <summary>Attacks the bound by which rows are ruled out: no pair of rows may have sketches farther apart than its distance
/// allows.</summary>
public sealed unsafe class SketchBoundTests
{
    private static readonly ScanKernels Kernels = ScanKernels.Best;

    [Fact]
    public void Gershgorin_IsTheBasiss()
    {
        ReadOnlySpan<short> numbers = SketchBasis.Numbers;
        long largest = 0;
        for (int a = 0; a < ScanLayout.Axes; a++)
        {
            long sum = 0;
            for (int b = 0; b < ScanLayout.Axes; b++)
            {
                long product = 0;
                for (int i = 0; i < ScanLayout.RowBytes; i++)
                {
                    product += numbers[(a * ScanLayout.RowBytes) + i] * numbers[(b * ScanLayout.RowBytes) + i];
                }

                sum += Math.Abs(product);
            }

            largest = Math.Max(largest, sum);
        }

        Assert.Equal(SketchBasis.Gershgorin, largest);
    }

    [Fact]
    public void Bound_HoldsForAnyRows() =>
        Prop.ForAll(Pairs().ToArbitrary(), pair => Holds(pair.A, pair.B)).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    /// <summary>The direction in which the basis stretches most for its length, as far as bytes can go.</summary>
    [Fact]
    public void Bound_HoldsAlongEveryAxis()
    {
        for (int axis = 0; axis < ScanLayout.Axes; axis++)
        {
            foreach (int amplitude in (int[])[1, 2, 3, 7, 20, 60, 127])
            {
                byte[] a = Along(axis, amplitude, 1), b = Along(axis, amplitude, -1);
                Assert.True(Holds(a, b));
                Assert.True(Holds(a, Along(axis, 0, 1)));
                Assert.True(Holds(a, new byte[128]));
            }
        }
    }

    /// <summary>It must also rule out: rows far apart along a leading axis.</summary>
    [Fact]
    public void Bound_RulesOutWhatIsFar()
    {
        byte[] a = Along(0, 60, 1), b = Along(0, 60, -1);
        Assert.True(Sketched(a, b) > SketchBound.Largest(Distance(a, b) / 2));
    }

    private static Gen<(byte[] A, byte[] B)> Pairs() =>
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from kind in Gen.Choose(0, 6)
        select Pair(new Random(seed), kind);

    private static (byte[] A, byte[] B) Pair(Random random, int kind)
    {
        byte[] a = kind switch
        {
            0 => new byte[128],
            1 => [.. Enumerable.Repeat((byte)255, 128)],
            2 => [.. Enumerable.Range(0, 128).Select(_ => (byte)(random.Next(2) * 255))],
            3 => Along(random.Next(ScanLayout.Axes), random.Next(128), 1),
            _ => Samples.Rows(random, 1, 1 + random.Next(256)),
        };
        byte[] b = random.Next(4) switch
        {
            0 => Samples.Rows(random, 1, 1 + random.Next(256)),
            1 => Along(random.Next(ScanLayout.Axes), random.Next(128), -1),
            _ => Near(random, a, random.Next(1, 40)),
        };
        return (a, b);
    }

    private static byte[] Near(Random random, byte[] row, int far) =>
        [.. row.Select(v => (byte)Math.Clamp(v + random.Next(-far, far + 1), 0, 255))];

    private static byte[] Along(int axis, int amplitude, int sign)
    {
        short[] numbers = SketchBasis.Numbers.Slice(axis * 128, 128).ToArray();
        double longest = numbers.Max(n => Math.Abs((double)n));
        return [.. numbers.Select(n => (byte)Math.Clamp(128 + Math.Round(sign * amplitude * n / longest), 0, 255))];
    }

    private static bool Holds(byte[] a, byte[] b) => Sketched(a, b) <= SketchBound.Largest(Distance(a, b));

    private static int Distance(byte[] a, byte[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();

    private static int Sketched(byte[] a, byte[] b)
    {
        Span<sbyte> sketchA = stackalloc sbyte[ScanLayout.Axes], sketchB = stackalloc sbyte[ScanLayout.Axes];
        fixed (byte* rowA = a, rowB = b)
        {
            Sketch.Make(Kernels, rowA, sketchA);
            Sketch.Make(Kernels, rowB, sketchB);
        }

        int sum = 0;
        for (int i = 0; i < ScanLayout.Axes; i++)
        {
            sum += (sketchA[i] - sketchB[i]) * (sketchA[i] - sketchB[i]);
        }

        return sum;
    }
}
