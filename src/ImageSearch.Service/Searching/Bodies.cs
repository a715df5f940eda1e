using System.Buffers;
using ImageSearch.Service.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ImageSearch.Service.Searching;

/// <summary>Reads bodies whole, within the limits that the server puts on each and on all of them.</summary>
internal sealed class Bodies(ServiceOptions options, BodyRoom room, SearchGate gate)
{
    private const int ChunkBytes = 1 << 16;
    private const int MaxPartHeaders = 16;
    private const int MaxPartHeaderBytes = 8192;
    private const int MaxBoundaryCharacters = 200;
    private const int MaxParts = 16;

    private const string ImageTypes = "Send the image's bytes as image/* or application/octet-stream, or a form with one file.";

    /// <summary>An image: the body itself, or the only file of a form. Dispose it when the request is done.</summary>
    /// <exception cref="ServiceException">It is neither, too long, too slow, or there is no room for it.</exception>
    public Task<ReceivedBody> ImageAsync(HttpContext context)
    {
        string type = context.Request.ContentType?.Split(';')[0].Trim() ?? "application/octet-stream";
        if (type.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return ReadAsync(context, options.LimitBodyBytes, FormAsync);
        }

        bool isBytes = type.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase)
            || type.Equals("binary/octet-stream", StringComparison.OrdinalIgnoreCase)
                || type.StartsWith("image/", StringComparison.OrdinalIgnoreCase);
        return isBytes ? ReadAsync(context, options.LimitBodyBytes, WholeAsync)
            : throw new ServiceException(415, "UnsupportedMediaType", ImageTypes);
    }

    /// <summary>A body of JSON, which has a limit of its own. Dispose it when the request is done.</summary>
    /// <inheritdoc cref="ImageAsync"/>
    public Task<ReceivedBody> JsonAsync(HttpContext context)
    {
        int limit = Math.Min(options.LimitJsonBytes, options.LimitBodyBytes);
        return context.Request.ContentLength > limit ? throw TooLong(limit)
            : ReadAsync(context, limit, (c, body, cancel) => WholeAsync(c, body, limit, cancel));
    }

    private async Task<ReceivedBody> ReadAsync(HttpContext context, int limit, Func<HttpContext, ReceivedBody, CancellationToken,
        Task> read)
    {
        if (context.Request.ContentLength > limit)
        {
            throw TooLong(limit);
        }

        // Before it is read: it would be sent for nothing.
        gate.EnsureRoom();
        ReceivedBody body = room.Enter();
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, body.Ended);
            await read(context, body, end.Token).ConfigureAwait(false);
            room.Complete(body);
            return body;
        }
        catch (OperationCanceledException) when (body.IsEnded || body.Elapsed >= options.RequestTimeout * 0.9)
        {
            body.Dispose();
            throw new ServiceException(408, "RequestTooSlow", "The body came too slowly, and others need its place.");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private Task WholeAsync(HttpContext context, ReceivedBody body, CancellationToken cancel) =>
        WholeAsync(context, body, options.LimitBodyBytes, cancel);

    private static Task WholeAsync(HttpContext context, ReceivedBody body, int limit, CancellationToken cancel) =>
        CopyAsync(new BodyStream(context.Request.BodyReader), body, limit, cancel);

    private async Task FormAsync(HttpContext context, ReceivedBody body, CancellationToken cancel)
    {
        string? boundary = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > MaxBoundaryCharacters)
        {
            throw ServiceException.Invalid("The form has no boundary, or a longer one than may be.");
        }

        var reader = new MultipartReader(boundary, new BodyStream(context.Request.BodyReader))
        {
            HeadersCountLimit = MaxPartHeaders,
            HeadersLengthLimit =
            MaxPartHeaderBytes
        };
        bool hasFile = false;
        try
        {
            int parts = 0;
            while (await reader.ReadNextSectionAsync(cancel).ConfigureAwait(false) is { } section)
            {
                if (++parts > MaxParts)
                {
                    throw ServiceException.Invalid($"The form has more than {MaxParts} parts.");
                }

                if (section.AsFileSection() is { } file)
                {
                    body.FileName = hasFile ? throw ServiceException.Invalid("The form has more than one file; send one.") : file.FileName;
                    hasFile = true;
                    await CopyAsync(section.Body, body, options.LimitBodyBytes, cancel).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is IOException and not BadHttpRequestException or InvalidDataException)
        {
            throw ServiceException.Invalid("The form ends early, or is none.");
        }

        if (!hasFile)
        {
            throw ServiceException.Invalid("The form has no file.");
        }
    }

    private static async Task CopyAsync(Stream from, ReceivedBody body, int limit, CancellationToken cancel)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (int read; (read = await from.ReadAsync(chunk.AsMemory(0, ChunkBytes), cancel).ConfigureAwait(false)) > 0;)
            {
                if (read > limit - body.Length)
                {
                    throw TooLong(limit);
                }

                body.Append(chunk.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static ServiceException TooLong(int limit) => new(413, "RequestTooLarge",
        $"The body is longer than the {limit} bytes that this server takes here (--limit-body-megabytes, --limit-json-megabytes).");
}
