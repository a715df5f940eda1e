using System.CommandLine;
using System.Net;
using ImageSearch.Imaging;
using ImageSearch.Service;

namespace ImageSearch.Cli;

/// <summary>The options of imagesearch serve.</summary>
internal sealed class ServeOptions
{
    private readonly ServiceOptions _usual = new() { Indexes = [] };

    private readonly Argument<string[]> _indexes = new("indexes")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "Index files, FILE or NAME=FILE; a file's name is the index's name in URLs. /faiss/search searches the first.",
    };

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

    private readonly Option<string[]> _proxies = new("--trusted-proxies")
    {
        AllowMultipleArgumentsPerToken = true,
        Description = "Addresses of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    };

    private readonly Option<string?> _images = new("--images") { Description = "The folder that /faiss/search may take images from by path." };

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

    private readonly Option<int> _searches = new("--searches")
    {
        DefaultValueFactory = _ => Environment.ProcessorCount,
        Description = "How many searches run at once.",
    };

    private readonly Option<int> _thorough = new("--thorough-searches")
    {
        DefaultValueFactory = _ => 1,
        Description = "How many thorough searches run at once, of those that run; 0 refuses them.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Log in JSON." };
    private readonly Option<int> _limitBody;
    private readonly Option<int> _limitJson;
    private readonly Option<int> _bodyMemory;
    private readonly Option<int> _indexMemory;
    private readonly Option<int> _limitPixels;
    private readonly Option<int> _queue;
    private readonly Option<int> _threads;
    private readonly Option<int> _timeout;
    private readonly Option<int> _stopAfter;

    public ServeOptions()
    {
        const int MostMegabytes = 1 << 20;
        _limitBody = Number("--limit-body-megabytes", _usual.LimitBodyBytes >> 20, 1, 1024, "Longer requests are refused.");
        _limitJson = Number("--limit-json-megabytes", _usual.LimitJsonBytes >> 20, 1, 1024, "Longer requests in JSON are refused.");
        _bodyMemory = Number("--body-memory-megabytes", (int)(_usual.BodyMemoryBytes >> 20), 1, MostMegabytes,
            "What the bodies of all requests may take together; further ones get 429.");
        _indexMemory = Number("--index-memory-megabytes", (int)Math.Min(_usual.IndexMemoryBytes >> 20, MostMegabytes), 0, MostMegabytes,
            "Index files up to this are copied into memory, where nobody can take them away; 0 maps them all.");
        _limitPixels = Number("--limit-megapixels", (int)_usual.LimitMegapixels, 1, (int)ImagingSettings.MaxMegapixels,
            "Images of more megapixels are refused.");
        _queue = Number("--queue", _usual.QueuedSearches, 0, 10_000, "How many more may wait; further ones get 429.");
        _threads = Number("--threads", _usual.SearchThreads, 0, 256, "Threads a search; 0 means one per processor.");
        _timeout = Number("--timeout-seconds", (int)_usual.RequestTimeout.TotalSeconds, 1, 3600, "Requests that take longer are ended.");
        _stopAfter = Number("--stop-seconds", (int)_usual.StopTimeout.TotalSeconds, 1, 3600, "How long running requests may go on after SIGTERM.");
        AddCommand.ValidateNames(_indexes);
        AddCommand.Validate(_searches, 1, 1024);
        AddCommand.Validate(_thorough, 0, 1024);
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(_indexes);
        Option[] all =
        [
            _urls, _publicUrl, _hosts, _proxies, _images, _paths, _uploads, _keys, _limitBody, _limitJson, _bodyMemory, _indexMemory, _limitPixels,
            _searches, _queue, _thorough, _threads, _timeout, _stopAfter, _json,
        ];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public ServiceOptions Read(ParseResult result)
    {
        var options = new ServiceOptions
        {
            Indexes = [.. result.GetRequiredValue(_indexes).Select(IndexSource.Parse)],
            Urls = [.. result.GetRequiredValue(_urls).SelectMany(u => u.Split(';', StringSplitOptions.RemoveEmptyEntries))],
            PublicUrl = result.GetValue(_publicUrl) is { } url ? UrlOf(url) : null,
            AllowedHosts = result.GetValue(_hosts) ?? [],
            TrustedProxies = [.. (result.GetValue(_proxies) ?? []).Select(AddressOf)],
            ImageFolder = result.GetValue(_images),
            ShowPaths = result.GetValue(_paths),
            UploadFolder = result.GetValue(_uploads),
            KeyFile = result.GetValue(_keys),
            LimitBodyBytes = (int)Bytes(result.GetValue(_limitBody)),
            LimitJsonBytes = (int)Bytes(result.GetValue(_limitJson)),
            BodyMemoryBytes = (long)result.GetValue(_bodyMemory) << 20,
            IndexMemoryBytes = (long)result.GetValue(_indexMemory) << 20,
            LimitMegapixels = result.GetValue(_limitPixels),
            ConcurrentSearches = result.GetValue(_searches),
            QueuedSearches = result.GetValue(_queue),
            ThoroughSearches = result.GetValue(_thorough),
            SearchThreads = result.GetValue(_threads),
            RequestTimeout = TimeSpan.FromSeconds(result.GetValue(_timeout)),
            StopTimeout = TimeSpan.FromSeconds(result.GetValue(_stopAfter)),
            JsonLog = result.GetValue(_json),
        };
        options.Validate();
        return options;
    }

    private static Option<int> Number(string name, int usual, int least, int most, string description)
    {
        var option = new Option<int>(name) { DefaultValueFactory = _ => usual, Description = description };
        AddCommand.Validate(option, least, most);
        return option;
    }

    private static long Bytes(int megabytes) => Math.Min((long)megabytes << 20, int.MaxValue);

    private static Uri UrlOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        ? url : throw new ArgumentException($"'{text}' is no URL. Write --public-url like https://images.example/.");

    private static IPAddress AddressOf(string text) => IPAddress.TryParse(text, out IPAddress? address)
        ? address : throw new ArgumentException($"'{text}' is no IP address. Write --trusted-proxies like 127.0.0.1.");
}
