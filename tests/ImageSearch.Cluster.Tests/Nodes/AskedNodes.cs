namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>Clients ask nodes in turn, except one that is taken out meanwhile, as a load balancer does it.</summary>
/// <param name="nodes">The nodes.</param>
internal sealed class AskedNodes(NodeProcess[] nodes)
{
    private readonly int[] _underWay = new int[nodes.Length];
    private volatile int _out = -1;

    /// <summary>Asks until it is told to end.</summary>
    /// <returns>All answers; each is one.</returns>
    public async Task<HashSet<string>> AskAsync(int first, CancellationToken done)
    {
        var seen = new HashSet<string>();
        for (int i = first; !done.IsCancellationRequested; i++)
        {
            int at = i % nodes.Length;
            Interlocked.Increment(ref _underWay[at]);
            try
            {
                if (_out != at)
                {
                    seen.Add(await NodeAnswers.SearchAsync(nodes[at].Client));
                }
            }
            finally
            {
                Interlocked.Decrement(ref _underWay[at]);
            }
        }

        return seen;
    }

    /// <summary>Does something while nobody asks a node.</summary>
    public async Task WithoutAsync(int node, Func<Task> work)
    {
        _out = node;
        await Waits.UntilAsync(() => Volatile.Read(ref _underWay[node]) == 0, "what it was asked is answered");
        await work();
        _out = -1;
    }
}
