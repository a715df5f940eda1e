using System.CommandLine;
using System.Net.Sockets;
using ImageSearch.Imaging;
using ImageSearch.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace ImageSearch.Cli;

/// <summary>imagesearch serve: the HTTP service and its page, until it is stopped.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    public static Command Create()
    {
        var indexes = new Argument<string[]>("indexes")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "Index files, FILE or NAME=FILE; a file's name is the index's name in URLs. /faiss/search searches the first.",
        };
        var urls = new Option<string[]>("--urls")
        {
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [ServiceOptions.DefaultUrl],
            Description = "Where to listen; port 0 takes a free one. Elsewhere than on loopback only with --keys.",
        };
        var images = new Option<string?>("--images") { Description = "The folder that /faiss/search may take images from by path." };
        var paths = new Option<bool>("--show-paths")
        {
            Description = "Name images by their full paths in /api/v1 too, for clients that share the file system.",
        };
        var uploads = new Option<string?>("--uploads")
        {
            Description = "Switches adding and removing on; added images are kept in this folder.",
        };
        var keys = new Option<string?>("--keys")
        {
            Description = "The file of API keys; 'imagesearch new-key' makes them. Without it none are asked for.",
        };
        var limitBody = new Option<int>("--limit-body-megabytes")
        {
            DefaultValueFactory = _ => 32,
            Description = "Longer requests are refused.",
        };
        var limitPixels = new Option<int>("--limit-megapixels")
        {
            DefaultValueFactory = _ => 50,
            Description = "Images of more megapixels are refused.",
        };
        var searches = new Option<int>("--searches")
        {
            DefaultValueFactory = _ => Environment.ProcessorCount,
            Description = "How many searches run at once.",
        };
        var queue = new Option<int>("--queue")
        {
            DefaultValueFactory = _ => 32,
            Description = "How many more may wait; further ones get 429.",
        };
        var thorough = new Option<int>("--thorough-searches")
        {
            DefaultValueFactory = _ => 1,
            Description = "How many thorough searches run at once, of those that run; 0 refuses them.",
        };
        var threads = new Option<int>("--threads")
        {
            DefaultValueFactory = _ => 1,
            Description = "Threads a search; 0 means one per processor.",
        };
        var timeout = new Option<int>("--timeout-seconds")
        {
            DefaultValueFactory = _ => 30,
            Description = "Requests that take longer are ended.",
        };
        var json = new Option<bool>("--json") { Description = "Log in JSON." };
        var stop = new Option<bool>("--stop-with-input")
        {
            Description = "Stop once standard input ends, as it does when the process that started this one ends.",
        };
        AddCommand.ValidateNames(indexes);
        AddCommand.Validate(limitBody, 1, 1024);
        AddCommand.Validate(limitPixels, 1, (int)ImagingSettings.MaxMegapixels);
        AddCommand.Validate(searches, 1, 1024);
        AddCommand.Validate(queue, 0, 10_000);
        AddCommand.Validate(thorough, 0, 1024);
        AddCommand.Validate(threads, 0, 256);
        AddCommand.Validate(timeout, 1, 3600);
        var command = new Command(Name, "Serves index files over HTTP, with a page at /, until Ctrl+C or SIGTERM.")
        {
            indexes, urls, images, paths, uploads, keys, limitBody, limitPixels, searches, queue, thorough, threads, timeout, json, stop,
        };
        command.SetAction((result, _) =>
        {
            ServiceOptions options;
            try
            {
                options = new ServiceOptions
                {
                    Indexes = [.. result.GetRequiredValue(indexes).Select(IndexSource.Parse)],
                    Urls = [.. result.GetRequiredValue(urls).SelectMany(u => u.Split(';', StringSplitOptions.RemoveEmptyEntries))],
                    ImageFolder = result.GetValue(images),
                    ShowPaths = result.GetValue(paths),
                    UploadFolder = result.GetValue(uploads),
                    KeyFile = result.GetValue(keys),
                    LimitBodyBytes = (int)Math.Min((long)result.GetValue(limitBody) << 20, int.MaxValue),
                    LimitMegapixels = result.GetValue(limitPixels),
                    ConcurrentSearches = result.GetValue(searches),
                    QueuedSearches = result.GetValue(queue),
                    ThoroughSearches = result.GetValue(thorough),
                    SearchThreads = result.GetValue(threads),
                    RequestTimeout = TimeSpan.FromSeconds(result.GetValue(timeout)),
                    JsonLog = result.GetValue(json),
                };
                options.Validate();
            }
            catch (ArgumentException e)
            {
                Console.Error.WriteLine(e.Message);
                return Task.FromResult(ExitCodes.Usage);
            }

            return RunAsync(options, result.GetValue(stop));
        });
        return command;
    }

    private static async Task<int> RunAsync(ServiceOptions options, bool stopWithInput)
    {
        try
        {
            await using WebApplication app = ServiceHost.Build(options);
            await app.StartAsync().ConfigureAwait(false);
            foreach (string url in app.Urls)
            {
                Console.WriteLine($"Listening on {url}");
            }

            if (stopWithInput)
            {
                // A thread of its own: reading a console cannot be cancelled, and must not keep the process.
                new Thread(() => StopAtEnd(app.Lifetime)) { IsBackground = true }.Start();
            }

            await app.WaitForShutdownAsync().ConfigureAwait(false);
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is ArgumentException or SocketException)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCodes.Failed;
        }
    }

    private static void StopAtEnd(IHostApplicationLifetime lifetime)
    {
        using Stream input = Console.OpenStandardInput();
        var ignored = new byte[256];
        while (input.Read(ignored) > 0)
        {
            // Only the end counts.
        }

        lifetime.StopApplication();
    }
}
