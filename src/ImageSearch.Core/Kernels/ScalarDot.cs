namespace ImageSearch.Kernels;

/// <summary>The reference: dot = sum of q[i] r[i].</summary>
internal readonly struct ScalarDot : IDotKernel
{
    public static void Products(ReadOnlySpan<short> query, ReadOnlySpan<short> rows, Span<int> products)
    {
        for (int r = 0; r < products.Length; r++)
        {
            int sum = 0;
            for (int i = 0; i < IDotKernel.Lanes; i++)
            {
                sum += query[i] * rows[(r * IDotKernel.Lanes) + i];
            }

            products[r] = sum;
        }
    }
}
