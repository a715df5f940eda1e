using System.Globalization;
using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Service.Access;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Problems;
using ImageSearch.Service.Searching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageSearch.Service.Api;

/// <summary>Groups of duplicates in an index. It changes nothing: what to do with them is the client's.</summary>
internal static class DuplicateRoutes
{
    private const int DefaultPage = 100;
    private const int MaxOfPage = 1000;

    public static void Map(RouteGroupBuilder index) =>
        index.MapGet("/duplicates", ListAsync).WithName("listDuplicates")
        .WithSummary("Lists groups of duplicates, and which image of each to keep.")
            .WithDescription("A large index takes a while: 202 says to ask again.")
            .Produces<DuplicatePage>().Produces<DuplicatesPending>(StatusCodes.Status202Accepted)
            .WithMetadata(new NeedsScope(KeyScope.Read),
                new TakesQuery("keep", "relation", "minimumConfidence", "after", "limit"));

    private static async Task<IResult> ListAsync(
        HttpContext context, string index, IndexSet indexes, DuplicateSearches duplicates, SearchGate gate, ServiceOptions options)
    {
        ServedIndex served = indexes.Get(index).Current;
        var wanted = new DuplicateOptions(Keep(context))
        {
            Relations = Relations(context),
            MinimumConfidence = QueryValues.Share(context, "minimumConfidence") ?? DuplicateOptions.DefaultConfidence,
        };
        int after = QueryValues.Number(context, "after", 0, new(0, int.MaxValue));
        int limit = QueryValues.Number(context, "limit", DefaultPage, new(1, MaxOfPage));
        if (Tags.Has(context, served.Tag))
        {
            // Before a search begins, which may take minutes.
            return Tags.NotModified(context, served.Tag);
        }

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

        DuplicateResult found = await search.Found.ConfigureAwait(false);
        int total = found.Groups.Count;
        string? next = (long)after + limit >= total ? null : string.Create(CultureInfo.InvariantCulture,
            $"{options.BasePath}/api/v1/indexes/{served.Name}/duplicates?keep={wanted.Keep}"
            + $"&relation={string.Join(',', wanted.Relations.OrderDescending())}"
            + $"&minimumConfidence={wanted.MinimumConfidence}&after={after + limit}&limit={limit}");
        return Results.Ok(new DuplicatePage(search.Generation, total,
            [.. found.Groups.Skip(after).Take(limit).Select(g => GroupOf(g, served, options))],
            [.. (after == 0 ? found.Warnings : []).Take(MaxOfPage).Select(w => DuplicateProblem.Of(w, served, options))], next));
    }

    private static DuplicateGroup GroupOf(Duplicates.DuplicateGroup group, ServedIndex served, ServiceOptions options) =>
        new(group.Number, ImageViews.Of(group.Keeper, served, options),
            [.. group.Duplicates.Select(d => DuplicateView.Of(group, d, served, options))]);

    private static IReadOnlySet<ImageRelation> Relations(HttpContext context) =>
        QueryValues.Names<ImageRelation>(context, "relation", "relations") is not { } some
        ? DuplicateOptions.DefaultRelations
        : !some.Contains(ImageRelation.None) ? some
        : throw ServiceException.Invalid("Images with nothing in common are no duplicates: relation may not be None.");

    private static KeepRule Keep(HttpContext context)
    {
        string? text = context.Request.Query["keep"];
        return string.IsNullOrEmpty(text) ? default
            : Array.Find(Enum.GetNames<KeepRule>(), n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse<KeepRule>(name)
            : throw ServiceException.Invalid($"keep must be one of {string.Join(", ", Enum.GetNames<KeepRule>())}.");
    }
}
