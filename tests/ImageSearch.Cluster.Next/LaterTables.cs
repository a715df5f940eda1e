namespace ImageSearch.Cluster.Publishing
{
    // What the next version adds to a manifest.
    internal sealed partial record Manifest
    {
        public string? Later { get; init; } = "later";
    }
}

namespace ImageSearch.Cluster.Members
{
    // What it says of itself in the table of members.
    internal sealed partial record NodeSettings
    {
        public string? Later { get; init; } = "later";
    }
}
