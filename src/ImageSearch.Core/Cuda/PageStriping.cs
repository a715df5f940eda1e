namespace ImageSearch.Cuda;

/// <summary>Which pages are a device's where several share the rows: every n-th. So an index that grows moves no page to another
/// device.</summary>
/// <param name="First">The number of the first page.</param>
/// <param name="Devices">How many devices there are.</param>
internal readonly record struct PageStriping(int First, int Devices)
{
    /// <summary>All pages.</summary>
    public static PageStriping Whole { get; } = new(0, 1);

    /// <summary>The number, among all pages, of the page at a place among the device's own.</summary>
    public long Number(int place) => First + ((long)place * Devices);

    /// <summary>How many of so many pages are the device's own.</summary>
    public int Count(long pages) => (int)Math.Max(0, (pages - First + Devices - 1) / Devices);
}
