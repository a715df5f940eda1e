namespace ImageSearch.Comparison.Pixels;

/// <summary>The value that stands at a place if all were sorted, without sorting them all (Hoare, "Algorithm 65: Find", 1961).</summary>
internal static class Quantile
{
    /// <summary>The value at a place; the values change their order.</summary>
    /// <param name="values">One at least.</param>
    /// <param name="place">From 0, the least, to one less than there are.</param>
    public static float At(Span<float> values, int place)
    {
        int low = 0, high = values.Length - 1;
        while (low < high)
        {
            float pivot = Middle(values[low], values[low + ((high - low) / 2)], values[high]);
            int i = low, j = high;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    (i, j) = (i + 1, j - 1);
                }
            }

            if (place <= j)
            {
                high = j;
            }
            else if (place >= i)
            {
                low = i;
            }
            else
            {
                break;
            }
        }

        return values[place];
    }

    private static float Middle(float a, float b, float c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
