using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using ImageSearch.Files;
using ImageSearch.Service.Access;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Problems;
using ImageSearch.Service.Searching;
using ImageSearch.Storage.Format;
using ImageSearch.Storage.Replica;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ImageSearch.Service.Api;

/// <summary>The file of an index, for those who follow it: which state it has, and the bytes of that.</summary>
internal static class FileRoutes
{
    /// <summary>The longest wait for another state.</summary>
    public const int MaxWaitSeconds = 20;

    private const int BufferBytes = 1 << 18;

    /// <summary>How often the file is looked at while somebody waits: what other processes save is told nobody.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    public static void Map(RouteGroupBuilder index)
    {
        index.MapGet("/file", StateAsync).WithName("getFileState").WithSummary("Which state the index's file has, for read replicas.")
            .WithDescription("With If-None-Match and wait, the answer comes once it has another: 304 if it has none in that time.")
            .Produces<PublishedState>()
            .WithMetadata(new NeedsScope(KeyScope.Follow), new TakesQuery("wait")).DisableRequestTimeout();
        index.MapGet("/file/content", ContentAsync).WithName("getFileContent")
            .WithSummary("The bytes of a state of the index's file, for read replicas.")
            .WithDescription("Without the header, which the state tells. 409 once the file is another than the one that had the state, "
                + "as after it was optimised.")
            .Produces<Stream>(200, "application/octet-stream")
            .WithMetadata(new NeedsScope(KeyScope.Follow), new TakesQuery("state", "grownFrom", "from"), new AnswersProblem(409))

            // A large file to a slow follower takes its time; one that reads nothing any more is ended by the server.
            .DisableRequestTimeout();
    }

    private static async Task<Results<Ok<PublishedState>, StatusCodeHttpResult>> StateAsync(
        HttpContext context, string index, IndexSet indexes, ServiceOptions options, IHostApplicationLifetime life)
    {
        NamedIndex named = indexes.Get(index);
        CheckAllowed(options, named);
        var wait = TimeSpan.FromSeconds(QueryValues.Number(context, "wait", 0, new(0, MaxWaitSeconds)));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        for (long start = Stopwatch.GetTimestamp(); ;)
        {
            Task next = named.Next;
            await named.RefreshAsync(context.RequestAborted).ConfigureAwait(false);
            var state = PublishedState.Of(named.Current);
            TimeSpan rest = wait - Stopwatch.GetElapsedTime(start);
            if (!Tags.IsKnown(context, $"W/\"{state.State}\""))
            {
                return TypedResults.Ok(state);
            }

            if (rest <= TimeSpan.Zero || cancel.IsCancellationRequested)
            {
                return TypedResults.StatusCode(StatusCodes.Status304NotModified);
            }

            await Task.WhenAny(next, Task.Delay(rest < LookAgain ? rest : LookAgain, cancel.Token)).ConfigureAwait(false);
        }
    }

    private static async Task ContentAsync(HttpContext context, string index, IndexSet indexes, ServiceOptions options)
    {
        NamedIndex named = indexes.Get(index);
        CheckAllowed(options, named);
        FileMark state = StateOf(context, "state") ?? throw ServiceException.Invalid("state must name a state of the file.");
        FileMark? grownFrom = StateOf(context, "grownFrom");
        long first = grownFrom?.FileBytes ?? IndexFormat.HeaderBytes;
        string? text = context.Request.Query["from"];
        long from = string.IsNullOrEmpty(text) ? first
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1;
        if (from < first || from > state.FileBytes)
        {
            throw ServiceException.Invalid($"from must be a whole number from {first} to {state.FileBytes}.");
        }

        await using FileStream file = PublishedFile.TryOpen(
            LinkTarget.Resolve(named.Source.Path), [state, .. grownFrom is { } grown ? new[] { grown } : []])
            ?? throw new ServiceException(409, "FileReplaced",
                "The index's file is another by now than the one that had this state: ask for its state, and load it whole.");
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = state.FileBytes - from;
        context.Response.Headers.CacheControl = "no-store";
        file.Position = from;
        await CopyAsync(file, context.Response.Body, state.FileBytes - from, context.RequestAborted).ConfigureAwait(false);
    }

    /// <exception cref="ServiceException">Nobody said that files may be taken; or there is no file.</exception>
    private static void CheckAllowed(ServiceOptions options, NamedIndex named)
    {
        if (options.KeyFile is null && !options.AllowFollowers)
        {
            throw new ServiceException(403, "FollowersDisabled",
                "This server does not give its index files away; 'imagesearch serve --allow-followers' switches that on.");
        }

        if (named.Source.Home is not null)
        {
            throw new ServiceException(403, "ClusterNotFollowed",
                "This server is a node of a cluster, whose indexes are no files that could be followed. Run another node instead, "
                + "'imagesearch serve NAME --cluster --cache FOLDER', or take a file now and then: "
                + "'imagesearch cluster export NAME FILE'.");
        }
    }

    private static FileMark? StateOf(HttpContext context, string name)
    {
        string? text = context.Request.Query[name];
        return string.IsNullOrEmpty(text) ? null
            : PublishedState.MarkOf(text) ?? throw ServiceException.Invalid($"{name} must name a state of the file.");
    }

    private static async Task CopyAsync(FileStream file, Stream into, long bytes, CancellationToken cancel)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (bytes > 0)
            {
                int read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(bytes, BufferBytes)), cancel).ConfigureAwait(false);
                if (read == 0)
                {
                    throw new EndOfStreamException("The file was cut short.");
                }

                await into.WriteAsync(buffer.AsMemory(0, read), cancel).ConfigureAwait(false);
                bytes -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
