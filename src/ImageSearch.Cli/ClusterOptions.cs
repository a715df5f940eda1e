using System.CommandLine;
using ImageSearch.Cluster.Objects;
using ImageSearch.Service;

namespace ImageSearch.Cli;

/// <summary>Which cluster is meant.</summary>
internal sealed class ClusterOptions
{
    /// <summary>Where the connection string may stand, which other users of the machine then do not see.</summary>
    public const string Variable = "IMAGESEARCH_CLUSTER";

    private ClusterOptions(bool isNode)
    {
        Database = new Option<string?>("--cluster")
        {
            Arity = isNode ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            Description = (isNode ? "Be a node of a cluster. " : "")
                + "The cluster's database, as 'Host=HOST;Database=NAME;Username=USER'; "
                + $"without it, what {Variable} says.",
        };
        Cache = new Option<string?>("--cache")
        {
            Description = "With --cluster: the folder in which this node alone keeps what is published.",
        };
    }

    /// <summary>--cluster.</summary>
    public Option<string?> Database { get; }

    /// <summary>--cache.</summary>
    public Option<string?> Cache { get; }

    /// <summary>As a command about a cluster takes them.</summary>
    public static ClusterOptions OfCommand() => new(isNode: false);

    /// <summary>As a node takes them.</summary>
    public static ClusterOptions OfNode() => new(isNode: true);

    /// <summary>Whether a node is asked for.</summary>
    public bool IsNode(ParseResult result) => result.GetResult(Database) is not null;

    /// <summary>The database and the cache of a node; null if none is asked for.</summary>
    /// <exception cref="ArgumentException">One of them is missing.</exception>
    public (string Database, string Cache)? Node(ParseResult result)
    {
        string? cache = result.GetValue(Cache);
        return IsNode(result)
            ? (Connection(result), cache ?? throw new ArgumentException("--cluster needs --cache, a folder for this node alone."))
            : cache is null ? null : throw new ArgumentException("--cache is for --cluster.");
    }

    /// <summary>The connection string.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public string Connection(ParseResult result) => result.GetValue(Database) is { Length: > 0 } named ? named
        : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set ? set
        : throw new ArgumentException($"No cluster is named: --cluster 'Host=HOST;Database=NAME;Username=USER', or {Variable}.");

    /// <summary>A published index as what is served.</summary>
    /// <exception cref="ArgumentException">It cannot be called so.</exception>
    public static IndexSource SourceOf(string name) => new(FitName(name), name);

    /// <summary>A name that an index may have.</summary>
    /// <exception cref="ArgumentException">It may not.</exception>
    public static string FitName(string name) => ObjectName.IsFit(name) ? name
        : throw new ArgumentException($"'{name}' is no name of an index: write letters, digits, dots, hyphens and underscores.");
}
