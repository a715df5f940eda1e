using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using ImageSearch.Cluster.Members;
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
        var serve = new ServeOptions();
        var command = new Command(Name, "Serves index files over HTTP, with a page at /, until Ctrl+C or SIGTERM.");
        serve.AddTo(command);
        command.SetAction(async (result, cancel) =>
        {
            ServiceOptions options;
            (string, string, NodePlace?)? cluster;
            try
            {
                options = await serve.ReadAsync(result, cancel).ConfigureAwait(false);
                cluster = serve.Cluster.Node(result) is { } node ? (node.Database, node.Cache, serve.Shards.Place(result)) : null;
                serve.Shards.Check(result, cluster is not null);
            }
            catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or CryptographicException)
            {
                Console.Error.WriteLine(e.Message);
                return e is ArgumentException ? ExitCodes.Usage : ExitCodes.Failed;
            }

            return await RunAsync(options, cluster, serve.StopsWithInput(result), cancel).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ServiceOptions options, (string Database, string Cache, NodePlace? Place)? cluster, bool stopWithInput, CancellationToken cancel)
    {
        try
        {
            await using NodeRun? node = cluster is { } found
                ? await NodeRun.StartAsync(found.Database, found.Cache, found.Place, options, cancel).ConfigureAwait(false) : null;
            await using WebApplication app = ServiceHost.Build(node?.Options ?? options);
            node?.Attach(app);
            await ListenAsync(app, options).ConfigureAwait(false);
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
            return node?.MustStartAnew == true ? ExitCodes.Failed : ExitCodes.Done;
        }
        catch (ImageSearchException e)
        {
            return Fail(options, $"{e.Kind}: {Advice.Tell(e)}");
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return Fail(options, e.Message);
        }
    }

    /// <exception cref="IOException">It cannot listen there; the message says where.</exception>
    private static async Task ListenAsync(WebApplication app, ServiceOptions options)
    {
        try
        {
            await app.StartAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new IOException($"Cannot listen on {string.Join(" and ", options.Urls)}: {e.Message}", e);
        }
    }

    /// <summary>One line, of the kind that the log has.</summary>
    private static int Fail(ServiceOptions options, string message)
    {
        Console.Error.WriteLine(!options.JsonLog ? message
            : JsonSerializer.Serialize(new
            {
                Timestamp = DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture),
                LogLevel = "Critical",
                Message = message
            }));
        return ExitCodes.Failed;
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
