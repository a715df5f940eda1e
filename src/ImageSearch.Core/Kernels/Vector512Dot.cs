using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ImageSearch.Kernels;

/// <summary>32 lanes at a time, four rows side by side so that four sums are under way; integer sums do not depend on the order.</summary>
internal readonly struct Vector512Dot : IDotKernel
{
    private const int Rows = 4;

    public static void Products(ReadOnlySpan<short> query, ReadOnlySpan<short> rows, Span<int> products)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Length, IDotKernel.Lanes);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, products.Length * IDotKernel.Lanes);
        ref short q = ref MemoryMarshal.GetReference(query);
        int r = 0;
        for (; r <= products.Length - Rows; r += Rows)
        {
            ref short row = ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), r * IDotKernel.Lanes);
            Vector512<int> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int i = 0; i < IDotKernel.Lanes; i += Vector512<short>.Count)
            {
                Vector512<short> lanes = Vector512.LoadUnsafe(ref q, (nuint)i);
                s0 = MultiplyAdd.Into(s0, lanes, Vector512.LoadUnsafe(ref row, (nuint)i));
                s1 = MultiplyAdd.Into(s1, lanes, Vector512.LoadUnsafe(ref row, (nuint)(i + IDotKernel.Lanes)));
                s2 = MultiplyAdd.Into(s2, lanes, Vector512.LoadUnsafe(ref row, (nuint)(i + (2 * IDotKernel.Lanes))));
                s3 = MultiplyAdd.Into(s3, lanes, Vector512.LoadUnsafe(ref row, (nuint)(i + (3 * IDotKernel.Lanes))));
            }

            products[r] = Vector512.Sum(s0);
            products[r + 1] = Vector512.Sum(s1);
            products[r + 2] = Vector512.Sum(s2);
            products[r + 3] = Vector512.Sum(s3);
        }

        ScalarDot.Products(query, rows[(r * IDotKernel.Lanes)..], products[r..]);
    }
}
