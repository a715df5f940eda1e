using System.Globalization;

namespace ImageSearch;

/// <summary>An error about an index that several machines serve, or about what they have in common.</summary>
public sealed class ClusterException : ImageSearchException
{
    private ClusterException(ErrorKind kind, string target, string message, Exception? inner = null)
        : base(kind, target, message, inner)
    {
    }

    /// <summary>Whether the database answers, and has no cluster in it yet.</summary>
    internal bool IsNotMade { get; private init; }

    /// <summary>Whether the database answers, and a later version has made its tables what this one does not know.</summary>
    internal bool IsLater { get; private init; }

    /// <summary>Whether it is about rows that lie on nodes which do not answer: a search cannot be answered meanwhile.</summary>
    internal bool IsOfNodes { get; private init; }

    internal static ClusterException DatabaseUnavailable(string database, Exception inner) => new(ErrorKind.ClusterUnavailable, database,
        $"The database {database} cannot be used: {inner.Message.TrimEnd('.')}. Is it running, and may this user sign in?", inner);

    internal static ClusterException StoreUnavailable(string store, Exception inner) => new(ErrorKind.ClusterUnavailable, store,
        $"The store of objects, {store}, cannot be used: {inner.Message.TrimEnd('.')}. Is it there, and are the credentials right?", inner);

    internal static ClusterException NotMade(string database, Exception? inner = null) => new(ErrorKind.ClusterUnavailable, database,
        $"The database {database} has no cluster in it, or one of an earlier version.", inner)
    {
        IsNotMade = true,
    };

    internal static ClusterException LaterDatabase(string database, int found, int known) => new(ErrorKind.ClusterUnavailable, database,
        $"The cluster in the database {database} is of version {found}, and this ImageSearch knows version {known}: use a newer one.")
    {
        IsLater = true,
    };

    internal static ClusterException LaterIndex(string index, string what, int found, int known) => new(
        ErrorKind.IndexVersionUnsupported, index, $"The index '{index}' was published by a newer ImageSearch: {what} has version {found}, "
            + $"and this one reads version {known}. Use a newer one here, or publish the index again from its file by this one, with "
            + "--force.");

    internal static ClusterException Stale(string index, string reason, DateTime since) => new(ErrorKind.ClusterUnavailable, index,
        string.Create(CultureInfo.InvariantCulture, $"Since {since:yyyy-MM-dd HH:mm:ss} UTC it is not known what is published of the index "
            + $"'{index}': {reason}"));

    internal static ClusterException NotPublished(string index) => new(ErrorKind.IndexNotFound, index,
        $"No index '{index}' is published in the cluster. Check the name.");

    internal static ClusterException ShardsUnavailable(string index, IReadOnlyList<long> shards, int nodes, Exception? inner)
    {
        string which = string.Create(CultureInfo.InvariantCulture,
            $"{shards.Count} shard{(shards.Count == 1 ? "" : "s")} of the index '{index}' (at byte {string.Join(", ", shards.Take(5))}"
            + $"{(shards.Count > 5 ? ", ..." : "")}); {nodes} node{(nodes == 1 ? " is" : "s are")} up.");
        string why = inner is null ? "They do not have them ready yet, or no longer: ask again."
            : $"The last one said: {inner.Message.TrimEnd('.')}.";
        return new ClusterException(ErrorKind.ClusterUnavailable, index, $"No node answers for {which} {why}", inner)
        {
            IsOfNodes = true,
        };
    }

    internal static ClusterException NodeEnded(string reason) => new(ErrorKind.ClusterUnavailable, "node",
        $"This node must be started again: {reason.TrimEnd('.')}.");

    internal static ClusterException NodeGone(string node) => new(ErrorKind.ClusterUnavailable, node, $"The node '{node}' is gone.");

    internal static ClusterException CannotJoin(string database, string address, Exception inner) => new(ErrorKind.ClusterUnavailable,
        database, $"The node at {address} cannot join the cluster of {database}: {inner.Message.TrimEnd('.')}.", inner);

    internal static ClusterException NodesSilent(string database, string address, Exception inner) => new(ErrorKind.ClusterUnavailable,
        database, $"The node at {address} cannot join the cluster of {database}: nodes that are up do not answer it. Can it reach their "
            + "addresses, and do all nodes have certificates of one authority, or none of them any? "
            + $"({inner.Message.TrimEnd('.')})", inner);

    internal static ClusterException Locked(string index, string writer, DateTime until) => new(ErrorKind.IndexLocked, index,
        string.Create(CultureInfo.InvariantCulture, $"The index '{index}' is being published by {writer}, whose lease ends at "
            + $"{until:yyyy-MM-dd HH:mm:ss} UTC unless it is renewed. Wait until then; searches go on."));

    internal static ClusterException OutcomeUnknown(string index, long generation, Exception inner) => new(ErrorKind.ClusterUnavailable,
        index, string.Create(CultureInfo.InvariantCulture,
            $"The database did not say whether generation {generation} of the index '{index}' "
            + $"was published. Ask for the cluster's state, and publish again if it was not: it harms nothing."), inner);

    internal static ClusterException Overtaken(string index) => new(ErrorKind.IndexChanged, index,
        $"The index '{index}' was published by another writer meanwhile. Nothing of this was published; publish again.");

    internal static ClusterException Diverged(string index, string path) => new(ErrorKind.IndexChanged, index,
        $"'{path}' lacks images that nodes added to the published index '{index}', or removed from it.")
    {
        CanBeForced = true,
    };

    internal static ClusterException Damaged(string index, string what, string reason) => new(ErrorKind.IndexCorrupt, index,
        $"The object '{what}' of the index '{index}' is damaged or gone: {reason}. Publish the index again from its file.");
}
