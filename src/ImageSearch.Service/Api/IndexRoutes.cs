using ImageSearch.Service.Access;
using ImageSearch.Service.Indexes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageSearch.Service.Api;

/// <summary>/api/v1: the indexes, and what is below each.</summary>
internal static class IndexRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        RouteGroupBuilder all = app.MapGroup("/api/v1/indexes").WithTags("Indexes");
        all.MapGet("", (HttpContext context, IndexSet indexes, ServiceOptions options) =>
                indexes.All.Where(i => Caller.Of(context).MaySee(i.Source.Name)).Select(i => IndexView.OfAny(i, options)).ToArray())
            .WithName("listIndexes").WithSummary("Lists the indexes that are served.").WithMetadata(new NeedsScope(KeyScope.Read));
        RouteGroupBuilder index = all.MapGroup("/{index}");
        index.MapGet("", (string index, IndexSet indexes, ServiceOptions options) => IndexView.Of(indexes.Get(index), options))
            .WithName("getIndex").WithSummary("The facts of an index.").WithMetadata(new NeedsScope(KeyScope.Read));
        SearchRoutes.Map(index);
        ImageRoutes.Map(index);
        DuplicateRoutes.Map(index);
        FileRoutes.Map(index);
    }
}
