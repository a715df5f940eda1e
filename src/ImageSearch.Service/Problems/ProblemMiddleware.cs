using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Problems;

/// <summary>Turns whatever goes wrong into problem details. Nothing of the server's paths, and no stack trace, gets out.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, MemoryShortage shortage, ILogger<ProblemMiddleware> log)
{
    private const int ClientClosedRequest = 499;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null } response)
            {
                await WriteAsync(context, OfStatus(response.StatusCode)).ConfigureAwait(false);
            }
        }
        catch (Exception) when (context.Response.HasStarted)
        {
            // Half an answer is out; all that is left is to break the connection, so that it does not look whole.
            context.Abort();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientClosedRequest;
        }
        catch (Exception e)
        {
            Problem problem = Of(e);
            if (IsOutOfMemory(e))
            {
                shortage.Note();
            }

            if (problem.Status == 500)
            {
                LogFailed(log, e, context.Request.Method, problem.Error, context.TraceIdentifier);
            }
            else if (problem.Status >= 500 && e is not ServiceException)
            {
                LogRefused(log, context.Request.Method, problem.Error, e.Message, context.TraceIdentifier);
            }

            await WriteAsync(context, problem).ConfigureAwait(false);
        }
    }

    private static Problem Of(Exception error) => error switch
    {
        ServiceException e => Make(e.Status, e.Error, e.Message),

        // Also while an image is described: it is not too large, the memory is somebody else's just now.
        _ when IsOutOfMemory(error) =>
            Make(503, "OutOfMemory", "The server has no memory left for this now; send it again, or something smaller."),
        ImageException e => Make(StatusOf(e.Kind), e.Kind.ToString(), WithoutPath(e)),
        ImageLibraryException =>
        Make(503, nameof(ErrorKind.ImageLibraryMissing), "The server cannot decode images: libvips is missing there."),
        ExtractorException => Make(503, nameof(ErrorKind.ExtractorMissing),
            "The server cannot describe images: the index's extractor is not in its build."),
        _ when DiskErrors.IsFull(error) => Make(507, "StorageFull", "The server's disk is full. Nothing was changed."),
        IndexException { Kind: ErrorKind.IndexLocked } e => Make(503, e.Kind.ToString(),
            "Another program is writing to the index, and went on for longer than this server waits. Nothing was changed; send it again."),
        IndexException { Kind: ErrorKind.IndexChanged } e => Make(503, e.Kind.ToString(),
            "The index's file was cut short or written over while it is served. It is taken up again as soon as it is whole."),
        IndexException e => Make(StatusOf(e.Kind), e.Kind.ToString(),
            "The index could not be used or changed; the server's log says why. Nothing was changed."),
        ClusterException { IsOfNodes: true } e => Make(503, e.Kind.ToString(),
            "Rows of the index lie on nodes that do not answer now; the server's log says which rows. Send it again later."),
        ClusterException { Kind: ErrorKind.IndexVersionUnsupported } e => Make(503, e.Kind.ToString(),
            "The index was published by a newer version than this server's, which serves what was published before. Nothing was changed."),
        ClusterException { Kind: ErrorKind.ClusterUnavailable } e => Make(503, e.Kind.ToString(),
            "The cluster's database or its store of objects cannot be used now; searches go on. Send it again later: nothing is "
            + "done twice."),
        ClusterException e => Make(503, e.Kind.ToString(),
            "Another program publishes the index. Nothing was changed; send it again."),
        BadHttpRequestException e => OfStatus(e.StatusCode),
        UnauthorizedAccessException or (IOException and not BadHttpRequestException) =>
            Make(503, "StorageUnavailable",
                "The server cannot read or write a file that it needs for this; its log says which. Nothing was changed."),
        JsonException or InvalidDataException =>
        Make(400, "InvalidRequest", "The body is not what the route takes; /openapi/v1.json describes it."),
        ArgumentOutOfRangeException e => Make(400, "InvalidRequest", $"{e.ParamName} is out of range."),
        _ => Make(500, "InternalError", "Something went wrong in the server; its log says what."),
    };

    /// <summary>Whether memory is what was missing: also of one thread of several.</summary>
    private static bool IsOutOfMemory(Exception? error) => error is OutOfMemoryException
        || (error is AggregateException several ? several.InnerExceptions.Any(IsOutOfMemory)
            : error is not null && IsOutOfMemory(error.InnerException));

    private static Problem OfStatus(int status) => status switch
    {
        400 => Make(400, "InvalidRequest", "The request is not what the route takes; /openapi/v1.json describes it."),
        404 => Make(404, "RouteNotFound", "There is nothing here; /openapi/v1.json lists what there is."),
        405 => Make(405, "MethodNotAllowed", "The route does not take this method; /openapi/v1.json lists those it takes."),
        408 => Make(408, "RequestTooSlow", "The body came too slowly."),
        413 => Make(413, "RequestTooLarge", "The body is longer than this server takes; --limit-body-megabytes sets the limit."),
        415 => Make(415, "UnsupportedMediaType", "Send the image's bytes as image/* or application/octet-stream, or a form with a file."),
        504 => Make(504, "RequestTimedOut", "The request took longer than this server allows."),
        _ => Make(status, "InvalidRequest", "The request was refused."),
    };

    private static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.ImageNotFound => 404,
        ErrorKind.ImageTooLarge => 413,
        ErrorKind.ImageUnreadable or ErrorKind.DecoderMissing => 422,
        ErrorKind.IndexSettingsMismatch => 409,
        _ => 503,
    };

    /// <summary>Messages name the file by its full path, which is right at a prompt and wrong here.</summary>
    private static string WithoutPath(ImageException error) => error.Kind switch
    {
        ErrorKind.ImageNotFound => $"There is no such image: '{Path.GetFileName(error.Target)}'.",
        ErrorKind.DecoderMissing => "The image is in a format that this server has no decoder for.",
        _ => error.Message.Replace(error.Target, Path.GetFileName(error.Target), StringComparison.Ordinal),
    };

    private static Problem Make(int status, string error, string detail) =>
        new($"urn:imagesearch:{error}", ReasonPhrases.GetReasonPhrase(status), status, detail, error, "");

    private static Task WriteAsync(HttpContext context, Problem problem)
    {
        IHeaderDictionary headers = context.Response.Headers;
        problem = problem with { RequestId = context.TraceIdentifier };
        context.Features.Set(problem);
        context.Response.StatusCode = problem.Status;
        headers.ETag = default;
        headers.CacheControl = "no-store";
        if (problem.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            headers.RetryAfter = "1";
        }

        return context.Response.WriteAsJsonAsync(problem, Json, "application/problem+json", CancellationToken.None);
    }

    [LoggerMessage(12, LogLevel.Warning, "{Method} refused: {Error}: {Reason}; request {Request}")]
    private static partial void LogRefused(ILogger log, string method, string error, string reason, string request);

    [LoggerMessage(10, LogLevel.Error, "{Method} failed: {Error}; request {Request}")]
    private static partial void LogFailed(ILogger log, Exception e, string method, string error, string request);
}
