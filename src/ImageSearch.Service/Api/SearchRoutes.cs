using System.Diagnostics;
using System.Text.Json;
using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Retrieval;
using ImageSearch.Service.Access;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Problems;
using ImageSearch.Service.Searching;
using ImageSearch.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageSearch.Service.Api;

/// <summary>Searching: by an image that is sent, by an indexed image, by descriptors.</summary>
internal static class SearchRoutes
{
    private const string Query = "Query: neighbours, minimumVotes, maximumMatches; minimumConfidence (0 to 1); relation (those that are "
        + "answers, separated by commas; "
        + "without it all but SharedPart and None); queryPlace (parts of the query in which answers lie, as UpperLeft, separated by "
        + "commas); comparePixels (true opens the files: their pixels have the last word on the relation "
        + "and show where the two differ); "
        + "includeMirrored; thorough (true looks closer, several times slower); "
        + "among (ids that are searched alone, separated by commas); verify (false counts votes alone); pairs (true adds the points that "
        + "query and image share).";

    public static void Map(RouteGroupBuilder index)
    {
        index.MapPost("/search", ByImageAsync).WithName("searchByImage").WithSummary("Finds the indexed images that an image shows.")
            .WithDescription("The body is the image, or a form with a file. " + Query)
            .Accepts<Stream>("application/octet-stream", "image/*", "multipart/form-data").Produces<SearchAnswer>()
            .WithMetadata(new NeedsScope(KeyScope.Read));
        index.MapPost("/search/descriptors", ByDescriptorsAsync).WithName("searchByDescriptors")
            .WithSummary("Finds the images that descriptors vote for.")
            .WithDescription("Descriptors have no geometry: votes alone count. Query: neighbours, minimumVotes, maximumMatches, among (ids "
                + "that are searched alone).")
            .Accepts<DescriptorQuery>("application/json").Produces<SearchAnswer>().WithMetadata(new NeedsScope(KeyScope.Read));
        index.MapGet("/images/{id:long}/similar", ByIdAsync).WithName("searchById")
            .WithSummary("Finds the images that an indexed image resembles.")
            .WithDescription(Query).Produces<SearchAnswer>().WithMetadata(new NeedsScope(KeyScope.Read));
    }

    private static async Task<IResult> ByImageAsync(
        HttpContext context, string index, IndexSet indexes, Searches searches, SearchGate gate, ServiceOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        NamedIndex named = indexes.Get(index);
        bool pairs = Bodies.Flag(context, "pairs", defaultValue: false);
        SearchOptions search = OptionsOf(context, Bodies.Flag(context, "verify", defaultValue: true));
        bool isThorough = IsThorough(context, search.Verify);
        using IDisposable place = gate.Enter();
        (byte[] image, _) = await Bodies.ImageAsync(context, options).ConfigureAwait(false);
        ServedIndex served = named.Current;
        Found found = await searches.ByImageAsync(served, image, search, isThorough, context.RequestAborted).ConfigureAwait(false);
        return Results.Ok(SearchAnswers.Of(found, served, options, Stopwatch.GetElapsedTime(start), pairs));
    }

    private static async Task<IResult> ByDescriptorsAsync(
        HttpContext context, string index, IndexSet indexes, Searches searches, SearchGate gate, ServiceOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        NamedIndex named = indexes.Get(index);
        SearchOptions search = OptionsOf(context, verify: false);
        _ = IsThorough(context, verify: false);
        using IDisposable place = gate.Enter();
        byte[] body = await Bodies.BytesAsync(context).ConfigureAwait(false);

        // In a slot, as a search: parsed, a body takes several times its length.
        byte[] rows = await gate.RunAsync(() => RowsOf(body), context.RequestAborted).ConfigureAwait(false);
        ServedIndex served = named.Current;
        Found found = await searches.ByDescriptorsAsync(served, rows, search, context.RequestAborted).ConfigureAwait(false);
        return Results.Ok(SearchAnswers.Of(found, served, options, Stopwatch.GetElapsedTime(start), pairs: false));
    }

    private static async Task<IResult> ByIdAsync(
        HttpContext context, string index, long id, IndexSet indexes, Searches searches, SearchGate gate, ServiceOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        ServedIndex served = indexes.Get(index).Current;
        bool pairs = Bodies.Flag(context, "pairs", defaultValue: false);
        SearchOptions search = OptionsOf(context, Bodies.Flag(context, "verify", defaultValue: true));
        bool isThorough = IsThorough(context, search.Verify);
        using IDisposable place = gate.Enter();
        Found found = await searches.ByIdAsync(served, id, search, isThorough, context.RequestAborted).ConfigureAwait(false);
        return Results.Ok(SearchAnswers.Of(found, served, options, Stopwatch.GetElapsedTime(start), pairs));
    }

    private static byte[] RowsOf(byte[] body) => Bodies.Json(body, root =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("descriptors", out JsonElement descriptors)
            ? Descriptors.Read(descriptors, "descriptors")
            : throw ServiceException.Invalid("The body must be an object with descriptors."));

    private static bool IsThorough(HttpContext context, bool verify) =>
        CompareOption(Bodies.Flag(context, "thorough", defaultValue: false), verify);

    private static SearchOptions OptionsOf(HttpContext context, bool verify) => new(
        Bodies.Number(context, "neighbours", SearchOptions.DefaultNeighbours, SearchOptions.NeighbourRange),
        Bodies.Number(context, "minimumVotes", SearchOptions.VoteRange),
        Bodies.Number(context, "maximumMatches", SearchOptions.DefaultMatches, SearchAnswer.MatchRange))
    {
        Verify = verify,
        MinimumConfidence = CompareOption(Bodies.Share(context, "minimumConfidence"), verify) ?? Confidence.Accepted,
        Relations = CompareOption(Bodies.Names<ImageRelation>(context, "relation", "relations"), verify),
        QueryPlaces = CompareOption(Bodies.Names<ImagePlace>(context, "queryPlace", "parts of the query"), verify),
        ComparePixels = CompareOption(Bodies.Flag(context, "comparePixels", defaultValue: false), verify),
        IncludeMirrored = CompareOption(Bodies.Flag(context, "includeMirrored", defaultValue: false), verify),
        AmongIds = Bodies.Ids(context, "among", SearchAnswer.MaxAmong),
    };

    /// <summary>Votes alone tell no relation.</summary>
    /// <exception cref="ServiceException">It is asked for all the same.</exception>
    private static T CompareOption<T>(T value, bool verify) =>
        verify || Equals(value, default(T)) ? value
        : throw ServiceException.Invalid("Votes alone tell no relation, nor how sure it is: minimumConfidence, relation, queryPlace, "
            + "comparePixels, includeMirrored and thorough do not go with them.");
}
