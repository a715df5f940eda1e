using System.CommandLine;
using ImageSearch.Cli.Settings;
using ImageSearch.Cluster.Objects;
using ImageSearch.Service;

namespace ImageSearch.Cli;

/// <summary>Which cluster is meant.</summary>
internal sealed class ClusterOptions
{
    /// <summary>Where the connection string may stand, which other users of the machine then do not see.</summary>
    public const string Variable = "IMAGESEARCH_CLUSTER";

    /// <summary>The option that names the database.</summary>
    public const string Name = "--cluster";

    /// <summary>The option that names a file with the same.</summary>
    public const string FileName = "--cluster-file";

    private ClusterOptions(bool isNode)
    {
        Database = new Option<string?>(Name)
        {
            Arity = isNode ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            Description = (isNode ? "Be a node of a cluster. " : "")
                + "The cluster's database, as 'Host=HOST;Database=NAME;Username=USER'; "
                + $"without it, what {FileName} or {Variable} says.",
        };
        File = new Option<string?>(FileName)
        {
            Description = (isNode ? "With --cluster: a" : "A") + " file whose first line names the database, which may have its password.",
        };
        Settings = SettingNames.FileOption();
        Cache = new Option<string?>("--cache")
        {
            Description = "With --cluster: the folder in which this node alone keeps what is published.",
        };
    }

    /// <summary>--cluster.</summary>
    public Option<string?> Database { get; }

    /// <summary>--cluster-file.</summary>
    public Option<string?> File { get; }

    /// <summary>--config.</summary>
    public Option<string?> Settings { get; }

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
        if (!IsNode(result) && result.GetValue(File) is not null)
        {
            throw new ArgumentException($"{FileName} is for --cluster.");
        }

        return IsNode(result)
            ? (Connection(result), cache ?? throw new ArgumentException("--cluster needs --cache, a folder for this node alone."))
            : cache is null ? null : throw new ArgumentException("--cache is for --cluster.");
    }

    /// <summary>The connection string: what is typed, a file's first line, or the environment's.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public string Connection(ParseResult result) => result.GetValue(Database) is { Length: > 0 } named ? named
        : result.GetValue(File) is { } file ? FirstLine(file)
        : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set ? set
        : throw new ArgumentException(
            $"No cluster is named: {Name} 'Host=HOST;Database=NAME;Username=USER', {FileName} FILE, or {Variable}.");

    /// <summary>A published index as what is served.</summary>
    /// <exception cref="ArgumentException">It cannot be called so.</exception>
    public static IndexSource SourceOf(string name) => new(FitName(name), name);

    /// <summary>A name that an index may have.</summary>
    /// <exception cref="ArgumentException">It may not.</exception>
    public static string FitName(string name) => ObjectName.IsFit(name) ? name
        : throw new ArgumentException($"'{name}' is no name of an index: write letters, digits, dots, hyphens and underscores.");

    private static string FirstLine(string file)
    {
        try
        {
            return System.IO.File.ReadLines(file).FirstOrDefault()?.Trim() is { Length: > 0 } line ? line
                : throw new ArgumentException($"The file '{file}' ({FileName}) has no connection string in its first line.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"The file '{file}' ({FileName}) could not be read: {e.Message}", e);
        }
    }
}
