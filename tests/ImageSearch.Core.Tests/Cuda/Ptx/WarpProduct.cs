using System.Runtime.Intrinsics;

namespace ImageSearch.Tests.Cuda.Ptx;

/// <summary>mma.m16n8k32 of unsigned bytes, by the layout of PTX ISA, "Matrix Fragments for mma.m16n8k32".</summary>
internal static unsafe class WarpProduct
{
    private const int Rows = 16, Columns = 8, Words = 8;

    /// <summary>c + a b for the warp's threads together.</summary>
    public static void Compute(MatrixProduct product, ReadOnlySpan<EmulatedThread> warp)
    {
        uint* a = stackalloc uint[Rows * Words], b = stackalloc uint[Columns * Words];
        for (int lane = 0; lane < warp.Length; lane++)
        {
            uint* r = warp[lane].Words;
            int group = lane / 4, four = lane % 4;
            for (int part = 0; part < 4; part++)
            {
                a[((group + (part % 2 * 8)) * Words) + four + (part / 2 * 4)] = r[product.Left[part]];
            }

            b[(group * Words) + four] = r[product.Right[0]];
            b[(group * Words) + four + 4] = r[product.Right[1]];
        }

        uint* sums = stackalloc uint[Rows * Columns], addends = stackalloc uint[4];
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                sums[(row * Columns) + column] = Dot((byte*)(a + (row * Words)), (byte*)(b + (column * Words)));
            }
        }

        for (int lane = 0; lane < warp.Length; lane++)
        {
            uint* r = warp[lane].Words;
            for (int i = 0; i < 4; i++)
            {
                addends[i] = r[product.Addends[i]];
            }

            for (int i = 0; i < 4; i++)
            {
                r[product.Results[i]] = addends[i] + sums[(((lane / 4) + (i / 2 * 8)) * Columns) + (lane % 4 * 2) + (i % 2)];
            }
        }
    }

    /// <summary>The product of 32 bytes by 32: 255 x 255 fits in 16 bits.</summary>
    private static uint Dot(byte* a, byte* b)
    {
        Vector256<uint> sum = Vector256<uint>.Zero;
        for (int half = 0; half < 2; half++)
        {
            (Vector128<ushort> al, Vector128<ushort> ah) = Vector128.Widen(Vector128.Load(a + (half * 16)));
            (Vector128<ushort> bl, Vector128<ushort> bh) = Vector128.Widen(Vector128.Load(b + (half * 16)));
            Vector256<ushort> products = Vector256.Create(al * bl, ah * bh);
            sum += Vector256.WidenLower(products) + Vector256.WidenUpper(products);
        }

        return Vector256.Sum(sum);
    }
}
