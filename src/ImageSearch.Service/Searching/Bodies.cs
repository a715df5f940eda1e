using System.Globalization;
using System.Text.Json;
using ImageSearch.Service.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImageSearch.Service.Searching;

/// <summary>Reads bodies whole, within the limit that the server puts on them.</summary>
internal static class Bodies
{
    /// <summary>An image: the body itself, or the first file of a form.</summary>
    /// <exception cref="ServiceException">It is neither.</exception>
    public static async Task<(byte[] Bytes, string FileName)> ImageAsync(HttpContext context, ServiceOptions options)
    {
        HttpRequest request = context.Request;
        if (!request.HasFormContentType)
        {
            string type = request.ContentType?.Split(';')[0].Trim() ?? "application/octet-stream";
            return type == "application/octet-stream" || type.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
                ? (await BytesAsync(context).ConfigureAwait(false), "")
                : throw new ServiceException(415, "UnsupportedMediaType",
                    "Send the image's bytes as image/* or application/octet-stream, or a form with a file.");
        }

        // In memory to the end: the limit of bodies holds for forms too, and nothing is written to a disk.
        var form = new FormOptions
        {
            MemoryBufferThreshold = options.LimitBodyBytes,
            MultipartBodyLengthLimit = options.LimitBodyBytes,
            ValueCountLimit = 16,
        };
        request.HttpContext.Features.Set<IFormFeature>(new FormFeature(request, form));
        IFormCollection fields = await request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        IFormFile file = fields.Files is [{ } first, ..] ? first : throw ServiceException.Invalid("The form has no file.");
        var bytes = new byte[file.Length];
        using Stream stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        return (bytes, file.FileName);
    }

    public static async Task<byte[]> BytesAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        return body.ToArray();
    }

    /// <summary>Reads a body of JSON.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    /// <exception cref="ServiceException">A string or a name in it is not valid Unicode.</exception>
    public static T Json<T>(byte[] body, Func<JsonElement, T> read)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        try
        {
            return read(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape, is found only when the string is read.
            throw ServiceException.Invalid("A string in the body is not valid Unicode.");
        }
    }

    /// <summary>A whole number of the query string, within its range.</summary>
    /// <exception cref="ServiceException">It is none.</exception>
    public static int Number(HttpContext context, string name, int defaultValue, ValueRange range) =>
        Number(context, name, range) ?? defaultValue;

    /// <summary>The same; null where none is named.</summary>
    /// <inheritdoc cref="Number(HttpContext, string, int, ValueRange)"/>
    public static int? Number(HttpContext context, string name, ValueRange range)
    {
        string? text = context.Request.Query[name];
        return string.IsNullOrEmpty(text) ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && range.Has(value) ? value
            : throw ServiceException.Invalid($"{name} must be a whole number, {range}.");
    }

    /// <summary>A switch of the query string: true or false.</summary>
    /// <exception cref="ServiceException">It is neither.</exception>
    public static bool Flag(HttpContext context, string name, bool defaultValue)
    {
        string? text = context.Request.Query[name];
        return string.IsNullOrEmpty(text) ? defaultValue : bool.TryParse(text, out bool value) ? value
            : throw ServiceException.Invalid($"{name} must be true or false.");
    }

    /// <summary>A number from 0 to 1 of the query string; null where none is named.</summary>
    /// <exception cref="ServiceException">It is none.</exception>
    public static double? Share(HttpContext context, string name)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        string? text = context.Request.Query[name];
        return string.IsNullOrEmpty(text) ? null
            : double.TryParse(text, Style, CultureInfo.InvariantCulture, out double value) && ValueRange.Share.Has(value) ? value
            : throw ServiceException.Invalid($"{name} must be a number {ValueRange.Share}.");
    }

    /// <summary>Names of the query string, as of relations, separated by commas; null if none are named.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The option.</param>
    /// <param name="what">What such names are called.</param>
    /// <exception cref="ServiceException">One of them is none.</exception>
    public static HashSet<T>? Names<T>(HttpContext context, string name, string what)
        where T : struct, Enum
    {
        string? text = context.Request.Query[name];
        string[] names = Enum.GetNames<T>();
        return string.IsNullOrEmpty(text) ? null
            : [.. text.Split(',').Select(part => Array.Find(names, n => n.Equals(part, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<T>(known)
            : throw ServiceException.Invalid($"{name} must be {what}, separated by commas: {string.Join(", ", names.Reverse())}."))];
    }

    /// <summary>Image ids of the query string, separated by commas; null if none are named.</summary>
    /// <exception cref="ServiceException">They are none, or too many.</exception>
    public static HashSet<long>? Ids(HttpContext context, string name, int most)
    {
        string? text = context.Request.Query[name];
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        string[] parts = text.Split(',');
        return parts.Length <= most
            ? [.. parts.Select(p => long.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id
                : throw ServiceException.Invalid($"{name} must be image ids, separated by commas."))]
            : throw ServiceException.Invalid($"{name} may have at most {most} ids.");
    }
}
