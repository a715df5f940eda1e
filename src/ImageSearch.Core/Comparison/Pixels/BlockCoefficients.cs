using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// The low coefficients of the blocks of 8 x 8 pixels of two images, as JPEG transforms them (ITU-T T.81, A.3.3): where little of a
/// picture's noise is lost. Blocks in which either image is nearly black or white at any pixel are left out: what is clipped is not what it
/// was.
/// </summary>
internal sealed class BlockCoefficients
{
    /// <summary>Coefficients of fewer half waves than this, across and down together, are kept: the mean, which has none, and 14
    /// others.</summary>
    private const int Diagonals = 5;

    /// <summary>How many are kept of each block, the mean among them.</summary>
    public const int Kept = Diagonals * (Diagonals + 1) / 2;

    private const int Side = JpegBlocks.Side;

    private const byte Black = 4, White = 251;

    /// <summary>Row u has the cosines of coefficient u.</summary>
    private static readonly float[] Cosines = MakeCosines();

    private BlockCoefficients(float[] first, float[] second) => (First, Second, Count) = (first, second, first.Length / Kept);

    /// <summary>How many blocks there are.</summary>
    public int Count { get; }

    /// <summary>Those of the first image, <see cref="Kept"/> a block, in gray levels times 8 for the mean.</summary>
    public float[] First { get; }

    /// <summary>Those of the second image.</summary>
    public float[] Second { get; }

    /// <summary>Which step a kept coefficient is quantised by, among those of <see cref="JpegBlocks.Steps"/>.</summary>
    public static int StepOf(int kept)
    {
        (int across, int down) = Place(kept);
        return (Side * down) + across;
    }

    /// <summary>The coefficients of two images of one size.</summary>
    /// <param name="first">The first image.</param>
    /// <param name="second">The second image.</param>
    /// <param name="left">The first column of a whole block.</param>
    /// <param name="top">The first row of a whole block.</param>
    public static BlockCoefficients Of(GrayImage first, GrayImage second, int left, int top)
    {
        int most = first.Width / Side * (first.Height / Side), count = 0;
        float[] ofFirst = new float[most * Kept], ofSecond = new float[most * Kept];
        for (int y = top; y + Side <= first.Height; y += Side)
        {
            for (int x = left; x + Side <= first.Width; x += Side)
            {
                if (!IsClipped(first, x, y) && !IsClipped(second, x, y))
                {
                    Transform(first, x, y, ofFirst.AsSpan(count * Kept, Kept));
                    Transform(second, x, y, ofSecond.AsSpan(count * Kept, Kept));
                    count++;
                }
            }
        }

        return new BlockCoefficients(ofFirst[..(count * Kept)], ofSecond[..(count * Kept)]);
    }

    private static bool IsClipped(GrayImage image, int left, int top)
    {
        for (int y = 0; y < Side; y++)
        {
            foreach (byte pixel in image.Pixels.AsSpan(((top + y) * image.Width) + left, Side))
            {
                if (pixel is <= Black or >= White)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Down first, eight columns at once, then across.</summary>
    private static void Transform(GrayImage image, int left, int top, Span<float> into)
    {
        ReadOnlySpan<Vector256<float>> cosines = MemoryMarshal.Cast<float, Vector256<float>>(Cosines);
        Span<Vector256<float>> rows = stackalloc Vector256<float>[Side];
        for (int y = 0; y < Side; y++)
        {
            ReadOnlySpan<byte> pixels = image.Pixels.AsSpan(((top + y) * image.Width) + left, Side);
            rows[y] = Vector256.Create((float)pixels[0], pixels[1], pixels[2], pixels[3], pixels[4], pixels[5], pixels[6], pixels[7]);
        }

        int at = 0;
        for (int down = 0; down < Diagonals; down++)
        {
            Vector256<float> sums = Vector256<float>.Zero;
            for (int y = 0; y < Side; y++)
            {
                sums += rows[y] * Cosines[(Side * down) + y];
            }

            for (int across = 0; across + down < Diagonals; across++)
            {
                into[at++] = Vector256.Dot(sums, cosines[across]);
            }
        }
    }

    private static (int Across, int Down) Place(int kept)
    {
        int down = 0;
        for (int across = Diagonals; kept >= across; across--)
        {
            (kept, down) = (kept - across, down + 1);
        }

        return (kept, down);
    }

    private static float[] MakeCosines()
    {
        var cosines = new float[Side * Side];
        for (int i = 0; i < cosines.Length; i++)
        {
            (int wave, int at) = (i / Side, i % Side);
            cosines[i] = (float)(Math.Sqrt((wave == 0 ? 1.0 : 2.0) / Side) * Math.Cos(((2 * at) + 1) * wave * Math.PI / (2 * Side)));
        }

        return cosines;
    }
}
