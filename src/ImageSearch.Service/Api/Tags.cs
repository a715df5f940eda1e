using ImageSearch.Index;
using ImageSearch.Service.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ImageSearch.Service.Api;

/// <summary>ETags: what a client has already is not sent again.</summary>
internal static class Tags
{
    /// <summary>Tags the answer; true if the client has it already.</summary>
    public static bool IsKnown(HttpContext context, string tag)
    {
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "private, no-cache";
        return Has(context, tag);
    }

    /// <summary>Whether the client has the answer of this tag.</summary>
    public static bool Has(HttpContext context, string tag)
    {
        var own = EntityTagHeaderValue.Parse(tag);
        return context.Request.GetTypedHeaders().IfNoneMatch.Any(
            t => t.Compare(own, useStrongComparison: false) || t.Equals(EntityTagHeaderValue.Any));
    }

    /// <summary>Says that the client has the answer of this tag.</summary>
    public static IResult NotModified(HttpContext context, string tag)
    {
        _ = IsKnown(context, tag);
        return Results.StatusCode(StatusCodes.Status304NotModified);
    }

    /// <summary>The tag of an image's content.</summary>
    public static string OfContent(IndexedImage image) => $"\"{Convert.ToHexStringLower(image.ContentHash.AsSpan())}\"";

    /// <summary>Which images a request is about that names their content by If-Match; all if it names none.</summary>
    /// <exception cref="ServiceException">It names it in another way.</exception>
    public static Func<IndexedImage, bool> Wanted(HttpContext context)
    {
        if (context.Request.Headers.IfMatch.Count == 0)
        {
            return _ => true;
        }

        IList<EntityTagHeaderValue> tags = context.Request.GetTypedHeaders().IfMatch;
        return tags.Count == 0
            ? throw ServiceException.Invalid("If-Match must be an image's SHA-256 in hexadecimal digits and quotes, or *.")
            : image => tags.Any(t => t.Equals(EntityTagHeaderValue.Any)
                || t.Compare(EntityTagHeaderValue.Parse(OfContent(image)), useStrongComparison: true));
    }
}
