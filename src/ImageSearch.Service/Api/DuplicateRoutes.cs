using System.Globalization;
using ImageSearch.Search;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Operations;
using ImageSearch.Service.Searching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageSearch.Service.Api;

/// <summary>Groups of near-duplicates in an index. It changes nothing: what to do with them is the client's.</summary>
internal static class DuplicateRoutes
{
    private const int UsualPage = 100;
    private const int MostOfPage = 1000;

    public static void Map(RouteGroupBuilder index) =>
        index.MapGet("/duplicates", ListAsync).WithName("listDuplicates").WithSummary("Lists groups of near-duplicates, and which image of each to keep.")
            .WithDescription("Query: keep (Largest, Oldest, Newest or ShortestPath), includeMirrored, minimumConfidence (0 to 1); after (the group that the page "
                + "begins behind), limit (1 to 1000). A large index takes a while: 202 says to ask again.")
            .Produces<DuplicatePage>().Produces<DuplicatesPending>(StatusCodes.Status202Accepted).WithMetadata(new NeedsScope(KeyScope.Read));

    private static async Task<IResult> ListAsync(
        HttpContext context, string index, IndexSet indexes, Duplicates duplicates, SearchGate gate, ServiceOptions options)
    {
        ServedIndex served = indexes.Get(index).Current;
        var wanted = new DuplicateOptions(Keep(context), Bodies.Flag(context, "includeMirrored", usual: false))
        {
            MinimumConfidence = Bodies.Share(context, "minimumConfidence", DuplicateOptions.UsualConfidence),
        };
        int after = Bodies.Number(context, "after", 0, 0, int.MaxValue), limit = Bodies.Number(context, "limit", UsualPage, 1, MostOfPage);
        using IDisposable place = gate.Enter();
        DuplicateSearch? search = await duplicates.FindAsync(served, wanted, context.RequestAborted).ConfigureAwait(false);
        if (search is null)
        {
            context.Response.Headers.RetryAfter = "1";
            return Results.Json(new DuplicatesPending("Searching", served.Generation), statusCode: StatusCodes.Status202Accepted);
        }

        if (Tags.IsKnown(context, search.Tag))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        IReadOnlyList<DuplicateImage> found = await search.Found.ConfigureAwait(false);
        int total = found.Count == 0 ? 0 : found[^1].Group;
        string? next = (long)after + limit >= total ? null : string.Create(CultureInfo.InvariantCulture,
            $"/api/v1/indexes/{served.Name}/duplicates?keep={wanted.Keep}&includeMirrored={(wanted.IncludeMirrored ? "true" : "false")}"
            + $"&minimumConfidence={wanted.MinimumConfidence}&after={after + limit}&limit={limit}");
        return Results.Ok(new DuplicatePage(search.Generation, total,
            [.. found.Where(d => d.Group > after && d.Group - after <= limit).GroupBy(d => d.Group).Select(g => GroupOf(g.Key, [.. g], served, options))], next));
    }

    private static DuplicateGroup GroupOf(int number, DuplicateImage[] images, ServedIndex served, ServiceOptions options) =>
        new(number, ImageView.Of(images[0].Keeper, served, options), [.. images.Where(d => !d.IsKeeper).Select(d => DuplicateView.Of(d, served, options))]);

    private static KeepRule Keep(HttpContext context)
    {
        string? text = context.Request.Query["keep"];
        return string.IsNullOrEmpty(text) ? default
            : Array.Find(Enum.GetNames<KeepRule>(), n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse<KeepRule>(name)
            : throw ServiceException.Invalid($"keep must be one of {string.Join(", ", Enum.GetNames<KeepRule>())}.");
    }
}
