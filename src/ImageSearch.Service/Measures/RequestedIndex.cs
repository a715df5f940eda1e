using Microsoft.AspNetCore.Http;

namespace ImageSearch.Service.Measures;

/// <summary>Which index a request is of, as logs name it.</summary>
internal static class RequestedIndex
{
    /// <summary>The name of an index that is served, or a dash: what else a client writes there is not to be logged.</summary>
    public static string Of(HttpContext context, ServiceOptions options) =>
        options.Indexes.FirstOrDefault(i => i.Name.Equals(context.Request.RouteValues["index"]))?.Name ?? "-";
}
