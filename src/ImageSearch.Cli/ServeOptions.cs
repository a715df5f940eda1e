using System.CommandLine;
using System.Net;
using ImageSearch.Cli.Settings;
using ImageSearch.Imaging;
using ImageSearch.Service;

namespace ImageSearch.Cli;

/// <summary>What imagesearch serve is asked, and how it is written.</summary>
internal sealed class ServeOptions
{
    private const int MaxMegabytes = 1 << 20;

    private static readonly ServiceOptions Usual = new() { Indexes = [] };

    private readonly Argument<string[]> _indexes = new Argument<string[]>(SettingNames.Indexes)
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "Index files, FILE or NAME=FILE; a file's name is the index's name in URLs. /faiss/search searches the first. With "
            + "--follow: the files of the copies, or one folder for copies of all indexes. With --cluster: names of published indexes.",
    }.Named();

    private readonly Option<string[]> _urls = new("--urls")
    {
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [ServiceOptions.DefaultUrl],
        Description = "Where to listen; port 0 takes a free one. Elsewhere than on loopback only with --keys.",
    };

    private readonly Option<string?> _publicUrl = new("--public-url")
    {
        Description = "Under which address browsers reach the service through a reverse proxy; its path is a base path.",
    };

    private readonly Option<string[]> _hosts = new("--allowed-hosts")
    {
        AllowMultipleArgumentsPerToken = true,
        Description = "Names that are answered without keys, beside loopback's and that of --public-url.",
    };

    private readonly Option<string[]> _origins = new("--allowed-origins")
    {
        AllowMultipleArgumentsPerToken = true,
        Description = "Other sites whose pages may send requests and read answers, like https://shop.example.",
    };

    private readonly Option<string[]> _proxies = new("--trusted-proxies")
    {
        AllowMultipleArgumentsPerToken = true,
        Description = "Addresses of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    };

    private readonly Option<string?> _images = new("--images")
    {
        Description = "The folder that /faiss/search may take images from by path.",
    };

    private readonly Option<bool> _paths = new("--show-paths")
    {
        Description = "Name images by their full paths in /api/v1 too, for clients that share the file system.",
    };

    private readonly Option<string?> _uploads = new("--uploads")
    {
        Description = "Switches adding and removing on; added images are kept in this folder.",
    };

    private readonly Option<string?> _keys = new("--keys")
    {
        Description = "The file of API keys; 'imagesearch new-key' makes them. Without it none are asked for.",
    };

    private readonly Option<string?> _follow = new("--follow")
    {
        Description = "Be a read replica: follow the indexes of these names of the service at this address, like https://images.example/.",
    };

    private readonly Option<string?> _followKey = new("--follow-key-file")
    {
        Description = $"The file with the API key (of the scope follow) for --follow; without it the environment's "
            + $"{FollowOptions.KeyVariable}, if there is one.",
    };

    private readonly Option<bool> _followUnencrypted = new("--follow-unencrypted")
    {
        Description = "Send that key over plain HTTP to another machine too, where others may read it.",
    };

    private readonly Option<bool> _allowFollowers = new("--allow-followers")
    {
        Description = "Let read replicas take the index files, with all paths in them, where no keys are asked for.",
    };

    private readonly Option<int> _limitBody = Number("--limit-body-megabytes", 32, new(1, 1024), "Longer requests are refused.");

    private readonly Option<int> _limitJson = Number("--limit-json-megabytes", 16, new(1, 1024), "Longer requests in JSON are refused.");

    private readonly Option<int> _bodyMemory = Number("--body-memory-megabytes", (int)(Usual.BodyMemoryBytes >> 20), new(1, MaxMegabytes),
        "What the bodies of all requests may take together; further ones get 429.");

    private readonly Option<int> _indexMemory = Number("--index-memory-megabytes",
        (int)Math.Min(Usual.IndexMemoryBytes >> 20, MaxMegabytes), new(0, MaxMegabytes),
        "Index files up to this are copied into memory, where nobody can take them away; 0 maps them all.");

    private readonly Option<int> _stopAfter = Number(
        "--stop-seconds", (int)Usual.StopTimeout.TotalSeconds, new(1, 3600), "How long running requests may go on after SIGTERM.");

    private readonly Option<int> _limitPixels = Number(
        "--limit-megapixels", 50, new(1, ImagingSettings.MaxMegapixels), "Images of more megapixels are refused.");

    private readonly Option<int> _searches = Number(
        "--searches", Environment.ProcessorCount, new(1, 1024), "How many searches run at once.");

    private readonly Option<int> _queue = Number("--queue", 32, new(0, 10_000), "How many more may wait; further ones get 429.");

    private readonly Option<int> _thorough = Number(
        "--thorough-searches", 1, new(0, 1024), "How many thorough searches run at once, of those that run; 0 refuses them.");

    private readonly Option<int> _threads = CommonOptions.Threads(1, "Threads a search");

    private readonly Option<int> _atOnce = Number("--limit-requests-at-once", 0, new(0, 1_000_000),
        "Requests at once per key (per client address without keys); further ones get 429. 0 = no limit.");

    private readonly Option<int> _perSecond = Number("--limit-requests-per-second", 0, new(0, 1_000_000),
        "Requests per second and key (client address without keys); further ones get 429. 0 = no limit.");

    private readonly Option<int> _timeout = Number("--timeout-seconds", 30, new(1, 3600), "Requests that take longer are ended.");

    private readonly Option<bool> _docs = new("--docs") { Description = "Show the OpenAPI document as a page at /docs." };

    private readonly Option<bool> _json = CommonOptions.Json("Log in JSON.");

    private readonly Option<bool> _stop = new("--stop-with-input")
    {
        Description = "Stop once standard input ends, as it does when the process that started this one ends.",
    };

    /// <summary>Of which cluster it is a node, if of one.</summary>
    public ClusterOptions Cluster { get; } = ClusterOptions.OfNode();

    /// <summary>How it shares the indexes with other nodes, if it does.</summary>
    public ShardOptions Shards { get; } = new();

    /// <summary>Gives the command its arguments and options.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_indexes);
        Option[] options =
        [
            _urls, _publicUrl, _hosts, _origins, _proxies, _images, _paths, _uploads, _keys, _follow, _followKey,
            _followUnencrypted, _allowFollowers, _limitBody, _limitJson, _bodyMemory,
            _indexMemory, _limitPixels, _searches, _queue, _thorough, _threads, _atOnce, _perSecond, _timeout,
            _stopAfter, _docs, _json, _stop, Cluster.Database, Cluster.File, Cluster.Cache, Cluster.Settings, .. Shards.All,
        ];
        Array.ForEach(options, command.Options.Add);
    }

    /// <summary>Whether the service stops once standard input ends.</summary>
    public bool StopsWithInput(ParseResult result) => result.GetValue(_stop);

    /// <summary>What to serve, and how; where a folder is to be filled with copies, the service that is followed is asked for its
    /// indexes.</summary>
    /// <exception cref="ArgumentException">It cannot be served so.</exception>
    /// <exception cref="IOException">The service that is followed cannot be asked, and there are no copies yet.</exception>
    public async Task<ServiceOptions> ReadAsync(ParseResult result, CancellationToken cancel)
    {
        FollowOptions? follow = FollowOf(result);
        if (follow is not null && Cluster.IsNode(result))
        {
            throw new ArgumentException("A node of a cluster follows no other service: name --cluster or --follow.");
        }

        string[] indexes = result.GetRequiredValue(_indexes);
        IReadOnlyList<IndexSource> sources = follow is not null && indexes is [var folder]
            && (Directory.Exists(folder) || Path.EndsInDirectorySeparator(folder))
            ? await FollowedIndexes.InAsync(folder, follow, cancel).ConfigureAwait(false)
            : [.. indexes.Select(i => Cluster.IsNode(result) ? ClusterOptions.SourceOf(i) : IndexSource.Parse(i))];
        ServiceOptions options = Read(result) with { Indexes = sources, Follow = follow };
        options.Validate();
        return options;
    }

    private FollowOptions? FollowOf(ParseResult result)
    {
        string? file = result.GetValue(_followKey);
        if (result.GetValue(_follow) is not { } address)
        {
            return file is null && !result.GetValue(_followUnencrypted) ? null
                : throw new ArgumentException("--follow-key-file and --follow-unencrypted are for --follow, which is not there.");
        }

        var follow = new FollowOptions
        {
            Primary = UrlOf(address, "--follow"),
            Key = FollowOptions.ReadKey(file),
            AllowsUnencryptedKey = result.GetValue(_followUnencrypted),
        };
        follow.Validate();
        return follow;
    }

    private ServiceOptions Read(ParseResult result) => new()
    {
        Indexes = [],
        Urls = [.. result.GetRequiredValue(_urls).SelectMany(u => u.Split(';', StringSplitOptions.RemoveEmptyEntries))],
        PublicUrl = result.GetValue(_publicUrl) is { } url ? UrlOf(url, "--public-url") : null,
        AllowedHosts = result.GetValue(_hosts) ?? [],
        AllowedOrigins = result.GetValue(_origins) ?? [],
        TrustedProxies = [.. (result.GetValue(_proxies) ?? []).Select(AddressOf)],
        ImageFolder = result.GetValue(_images),
        ShowPaths = result.GetValue(_paths),
        UploadFolder = result.GetValue(_uploads),
        KeyFile = result.GetValue(_keys),
        LimitBodyBytes = Bytes(result.GetValue(_limitBody)),
        LimitJsonBytes = Bytes(result.GetValue(_limitJson)),
        BodyMemoryBytes = (long)result.GetValue(_bodyMemory) << 20,
        IndexMemoryBytes = (long)result.GetValue(_indexMemory) << 20,
        LimitMegapixels = result.GetValue(_limitPixels),
        ConcurrentSearches = result.GetValue(_searches),
        QueuedSearches = result.GetValue(_queue),
        ThoroughSearches = result.GetValue(_thorough),
        SearchThreads = result.GetValue(_threads),
        LimitRequestsAtOnce = result.GetValue(_atOnce),
        LimitRequestsPerSecond = result.GetValue(_perSecond),
        RequestTimeout = TimeSpan.FromSeconds(result.GetValue(_timeout)),
        StopTimeout = TimeSpan.FromSeconds(result.GetValue(_stopAfter)),
        ShowApiPage = result.GetValue(_docs),
        JsonLog = result.GetValue(_json),
        AllowFollowers = result.GetValue(_allowFollowers),
    };

    private static Option<int> Number(string name, int defaultValue, ValueRange range, string description) =>
        new Option<int>(name) { DefaultValueFactory = _ => defaultValue, Description = description }.Within(range);

    private static int Bytes(int megabytes) => (int)Math.Min((long)megabytes << 20, int.MaxValue);

    private static Uri UrlOf(string text, string option) => Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        ? url : throw new ArgumentException($"'{text}' is no URL. Write {option} like https://images.example/.");

    private static IPAddress AddressOf(string text) => IPAddress.TryParse(text, out IPAddress? address)
        ? address : throw new ArgumentException($"'{text}' is no IP address. Write --trusted-proxies like 127.0.0.1.");
}
