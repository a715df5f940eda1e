using System.CommandLine;
using ImageSearch.Imaging;
using ImageSearch.Service;

namespace ImageSearch.Cli;

/// <summary>What imagesearch serve is asked, and how it is written.</summary>
internal sealed class ServeOptions
{
    private readonly Argument<string[]> _indexes = new Argument<string[]>("indexes")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "Index files, FILE or NAME=FILE; a file's name is the index's name in URLs. /faiss/search searches the first.",
    }.Named();

    private readonly Option<string[]> _urls = new("--urls")
    {
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [ServiceOptions.DefaultUrl],
        Description = "Where to listen; port 0 takes a free one. Elsewhere than on loopback only with --keys.",
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

    private readonly Option<int> _limitBody = Number("--limit-body-megabytes", 32, new(1, 1024), "Longer requests are refused.");

    private readonly Option<int> _limitPixels = Number(
        "--limit-megapixels", 50, new(1, ImagingSettings.MaxMegapixels), "Images of more megapixels are refused.");

    private readonly Option<int> _searches = Number(
        "--searches", Environment.ProcessorCount, new(1, 1024), "How many searches run at once.");

    private readonly Option<int> _queue = Number("--queue", 32, new(0, 10_000), "How many more may wait; further ones get 429.");

    private readonly Option<int> _thorough = Number(
        "--thorough-searches", 1, new(0, 1024), "How many thorough searches run at once, of those that run; 0 refuses them.");

    private readonly Option<int> _threads = CommonOptions.Threads(1, "Threads a search");

    private readonly Option<int> _timeout = Number("--timeout-seconds", 30, new(1, 3600), "Requests that take longer are ended.");

    private readonly Option<bool> _json = CommonOptions.Json("Log in JSON.");

    private readonly Option<bool> _stop = new("--stop-with-input")
    {
        Description = "Stop once standard input ends, as it does when the process that started this one ends.",
    };

    /// <summary>Gives the command its arguments and options.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_indexes);
        Option[] options =
        [
            _urls, _images, _paths, _uploads, _keys, _limitBody, _limitPixels, _searches, _queue, _thorough, _threads, _timeout, _json,
            _stop,
        ];
        Array.ForEach(options, command.Options.Add);
    }

    /// <summary>Whether the service stops once standard input ends.</summary>
    public bool StopsWithInput(ParseResult result) => result.GetValue(_stop);

    /// <summary>What to serve, and how.</summary>
    /// <exception cref="ArgumentException">It cannot be served so.</exception>
    public ServiceOptions Read(ParseResult result)
    {
        var options = new ServiceOptions
        {
            Indexes = [.. result.GetRequiredValue(_indexes).Select(IndexSource.Parse)],
            Urls = [.. result.GetRequiredValue(_urls).SelectMany(u => u.Split(';', StringSplitOptions.RemoveEmptyEntries))],
            ImageFolder = result.GetValue(_images),
            ShowPaths = result.GetValue(_paths),
            UploadFolder = result.GetValue(_uploads),
            KeyFile = result.GetValue(_keys),
            LimitBodyBytes = (int)Math.Min((long)result.GetValue(_limitBody) << 20, int.MaxValue),
            LimitMegapixels = result.GetValue(_limitPixels),
            ConcurrentSearches = result.GetValue(_searches),
            QueuedSearches = result.GetValue(_queue),
            ThoroughSearches = result.GetValue(_thorough),
            SearchThreads = result.GetValue(_threads),
            RequestTimeout = TimeSpan.FromSeconds(result.GetValue(_timeout)),
            JsonLog = result.GetValue(_json),
        };
        options.Validate();
        return options;
    }

    private static Option<int> Number(string name, int defaultValue, ValueRange range, string description) =>
        new Option<int>(name) { DefaultValueFactory = _ => defaultValue, Description = description }.Within(range);
}
