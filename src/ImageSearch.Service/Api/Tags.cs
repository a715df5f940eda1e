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
}
