using ImageSearch.Cluster.Shards;

namespace ImageSearch.Cluster.Tests.Shards;

/// <summary>Nodes that answer as a test says.</summary>
internal sealed class FakeNodes(params string[] names) : IShardNodes
{
    public string Own => names[0];

    public IReadOnlyCollection<string> Active => names;

    public IReadOnlyCollection<string> Serving(string index) => names;

    /// <summary>What a node does when it is asked for its shards; null is an answer at once.</summary>
    public Dictionary<string, Func<CancellationToken, Task<long[]>>> Does { get; } = [];

    /// <summary>Who was asked, in turn.</summary>
    public List<string> Asked { get; } = [];

    public IShardNode Node(string name) => new Fake(this, name);

    private sealed class Fake(FakeNodes nodes, string name) : IShardNode
    {
        public override string ToString() => name;

        public Task<NearAnswer> NearestAsync(NearQuestion question, CancellationToken cancel) => throw new NotSupportedException();

        public Task<CompareAnswer> CompareAsync(CompareQuestion question, CancellationToken cancel) => throw new NotSupportedException();

        public Task<RowsAnswer> RowsAsync(RowsQuestion question, CancellationToken cancel) => throw new NotSupportedException();

        /// <summary>Answers with the shards that it has not.</summary>
        public async Task<HeldAnswer> HeldAsync(HeldQuestion question, CancellationToken cancel)
        {
            lock (nodes.Asked)
            {
                nodes.Asked.Add(name);
            }

            bool isTold = nodes.Does.TryGetValue(name, out Func<CancellationToken, Task<long[]>>? does);
            return new HeldAnswer { Shards = isTold ? await does!(cancel) : [] };
        }
    }
}
