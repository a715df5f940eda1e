namespace ImageSearch.Index;

/// <summary>Which of several runs, one after the other, a number lies in: known by where each begins.</summary>
internal static class SortedStarts
{
    /// <summary>The last run that begins at a number or before it; 0 if none does.</summary>
    /// <param name="starts">Where the runs begin, in order; at least one.</param>
    /// <param name="number">The number.</param>
    public static int Find(ReadOnlySpan<long> starts, long number)
    {
        int low = 0, high = starts.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = starts[middle] <= number ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
