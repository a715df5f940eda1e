namespace ImageSearch.Cuda;

/// <summary>The device memory that a search needs beside the rows: query rows, lists of candidates, answers. It stays for the next
/// search.</summary>
internal sealed class SearchMemory(CudaContext context) : IDisposable
{
    private readonly DeviceBuffer _queries = new(context);
    private readonly DeviceBuffer _queryLengths = new(context);
    private readonly DeviceBuffer _limits = new(context);
    private readonly DeviceBuffer _candidates = new(context);
    private readonly DeviceBuffer _counts = new(context);
    private readonly DeviceBuffer _nearest = new(context);
    private readonly DeviceBuffer _nearestCounts = new(context);
    private readonly DeviceBuffer[] _bits = [new(context), new(context)];

    /// <summary>Makes room, and says where everything lies; the rows are still to be filled in.</summary>
    /// <param name="queryRows">Whole tiles.</param>
    /// <param name="lanes">Lists for each query row.</param>
    /// <param name="k">Neighbours that are sought.</param>
    /// <param name="merge">What the merge is given.</param>
    /// <exception cref="CudaFailedException">There is no memory.</exception>
    public ScanArguments Prepare(int queryRows, int lanes, int k, out MergeArguments merge)
    {
        int capacity = KernelShape.Capacity(k);
        long lists = (long)queryRows * lanes;
        var scan = new ScanArguments
        {
            Queries = _queries.Ensure((long)queryRows * KernelShape.RowBytes),
            QueryLengths = _queryLengths.Ensure((long)queryRows * KernelShape.LengthBytes),
            Limits = _limits.Ensure((long)queryRows * sizeof(ulong)),
            Candidates = _candidates.Ensure(lists * capacity * sizeof(ulong)),
            Counts = _counts.Ensure(lists * sizeof(int)),
            Lanes = lanes,
            Capacity = capacity,
            K = k,
        };
        merge = new MergeArguments
        {
            Limits = scan.Limits,
            Candidates = scan.Candidates,
            Counts = scan.Counts,
            Nearest = _nearest.Ensure((long)queryRows * k * sizeof(ulong)),
            NearestCounts = _nearestCounts.Ensure(queryRows * sizeof(int)),
            Lanes = lanes,
            Capacity = capacity,
            K = k,
        };
        return scan;
    }

    /// <summary>Room for a bit for each row of a page, in one of two places.</summary>
    public nint Bits(int slot, int words) => _bits[slot].Ensure((long)words * sizeof(uint));

    public void Dispose()
    {
        foreach (DeviceBuffer buffer in (DeviceBuffer[])[_queries, _queryLengths, _limits, _candidates, _counts, _nearest,
            _nearestCounts, .. _bits])
        {
            buffer.Dispose();
        }
    }
}
