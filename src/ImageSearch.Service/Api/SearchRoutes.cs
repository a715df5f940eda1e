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
    public static void Map(RouteGroupBuilder index)
    {
        string[] votes =
        [
            "neighbours", "minimumVotes", "maximumMatches", "minimumConfidence", "relation", "queryPlace", "comparePixels",
                "includeMirrored", "thorough", "among", "exact", "effort",
        ];
        var all = new TakesQuery([.. votes, "verify", "pairs"]);
        index.MapPost("/search", ByImageAsync).WithName("searchByImage").WithSummary("Finds the indexed images that an image shows.")
            .WithDescription("The body is the image, or a form with a file.")
            .Produces<SearchAnswer>().WithMetadata(new NeedsScope(KeyScope.Read), all, new TakesBody(BodyKind.Image));
        index.MapPost("/search/descriptors", ByDescriptorsAsync).WithName("searchByDescriptors")
            .WithSummary("Finds the images that descriptors vote for.")
            .WithDescription("Descriptors have no geometry: votes alone count.")
            .Accepts<DescriptorQuery>("application/json").Produces<SearchAnswer>().WithMetadata(new NeedsScope(KeyScope.Read),
                new TakesQuery(votes));
        index.MapGet("/images/{id:long}/similar", ByIdAsync).WithName("searchById")
            .WithSummary("Finds the images that an indexed image resembles.")
            .Produces<SearchAnswer>().WithMetadata(new NeedsScope(KeyScope.Read), all);
    }

    private static async Task<IResult> ByImageAsync(
        HttpContext context, string index, IndexSet indexes, Searches searches, Bodies bodies, SearchGate gate, ServiceOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        NamedIndex named = indexes.Get(index);
        bool pairs = QueryValues.Flag(context, "pairs", defaultValue: false);
        (SearchOptions search, bool isThorough, bool isOfVotesAlone) = ComparingOf(context, named.Current);
        using ReceivedBody body = await bodies.ImageAsync(context).ConfigureAwait(false);
        using IDisposable place = gate.Enter();
        ServedIndex served = named.Current;
        Found found = await searches.ByImageAsync(served, body.CopyTo, search, isThorough, context.RequestAborted).ConfigureAwait(false);
        found = found with { IsOfVotesAlone = isOfVotesAlone };
        return Results.Ok(SearchProjection.Of(found, served, options, Stopwatch.GetElapsedTime(start), pairs));
    }

    private static async Task<IResult> ByDescriptorsAsync(
        HttpContext context, string index, IndexSet indexes, Searches searches, Bodies bodies, SearchGate gate, ServiceOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        NamedIndex named = indexes.Get(index);
        SearchOptions search = OptionsOf(context, verify: false, named.Current);
        _ = IsThorough(context, verify: false);
        using ReceivedBody body = await bodies.JsonAsync(context).ConfigureAwait(false);
        using IDisposable place = gate.Enter();

        // In a slot, as a search.
        byte[] rows = await gate.RunAsync(() => RowsOf(body.Bytes), context.RequestAborted).ConfigureAwait(false);
        ServedIndex served = named.Current;
        Found found = await searches.ByDescriptorsAsync(served, rows, search, context.RequestAborted).ConfigureAwait(false);
        return Results.Ok(SearchProjection.Of(found, served, options, Stopwatch.GetElapsedTime(start), pairs: false));
    }

    private static async Task<IResult> ByIdAsync(
        HttpContext context, string index, long id, IndexSet indexes, Searches searches, SearchGate gate, ServiceOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        ServedIndex served = indexes.Get(index).Current;
        bool pairs = QueryValues.Flag(context, "pairs", defaultValue: false);
        (SearchOptions search, bool isThorough, bool isOfVotesAlone) = ComparingOf(context, served);
        using IDisposable place = gate.Enter();
        Found found = await searches.ByIdAsync(served, id, search, isThorough, context.RequestAborted).ConfigureAwait(false);
        found = found with { IsOfVotesAlone = isOfVotesAlone };
        return Results.Ok(SearchProjection.Of(found, served, options, Stopwatch.GetElapsedTime(start), pairs));
    }

    private static byte[] RowsOf(ReadOnlySpan<byte> body)
    {
        const string NotAnObject = "The body must be an object with descriptors.";
        byte[]? rows = null;
        JsonMembers.ReadObject(body, NotAnObject, (ref Utf8JsonReader reader, string name) =>
            rows = name == "descriptors" ? Descriptors.Read(ref reader, name) : rows);
        return rows ?? throw ServiceException.Invalid(NotAnObject);
    }

    /// <summary>What is asked of a search that may compare, if the index has what to compare.</summary>
    private static (SearchOptions Search, bool IsThorough, bool IsOfVotesAlone) ComparingOf(HttpContext context, ServedIndex served)
    {
        bool verify = QueryValues.Flag(context, "verify", defaultValue: true);
        bool isOfVotesAlone = verify && ImportedRows.CountVotesAlone(served.Snapshot);
        SearchOptions search = OptionsOf(context, verify && !isOfVotesAlone, served);
        return (search, IsThorough(context, search.Verify), isOfVotesAlone);
    }

    private static bool IsThorough(HttpContext context, bool verify) =>
        CompareOption(QueryValues.Flag(context, "thorough", defaultValue: false), verify);

    /// <exception cref="ServiceException">Something is out of its range, or has no effect.</exception>
    private static SearchOptions OptionsOf(HttpContext context, bool verify, ServedIndex served)
    {
        SearchOptions options = OptionsOf(context, verify);
        bool namesEffort = !string.IsNullOrEmpty(context.Request.Query["effort"]);
        return SearchEffort.Refusal(served.Index, options, namesEffort) is { } refusal ? throw ServiceException.Invalid(refusal) : options;
    }

    private static SearchOptions OptionsOf(HttpContext context, bool verify) => new(
        QueryValues.Number(context, "neighbours", SearchOptions.DefaultNeighbours, SearchOptions.NeighbourRange),
        QueryValues.Number(context, "minimumVotes", SearchOptions.VoteRange),
        QueryValues.Number(context, "maximumMatches", SearchOptions.DefaultMatches, SearchAnswer.MatchRange))
    {
        Verify = verify,
        MinimumConfidence = CompareOption(QueryValues.Share(context, "minimumConfidence"), verify) ?? Confidence.Accepted,
        Relations = CompareOption(QueryValues.Names<ImageRelation>(context, "relation", "relations"), verify),
        QueryPlaces = CompareOption(QueryValues.Names<ImagePlace>(context, "queryPlace", "parts of the query"), verify),
        ComparePixels = CompareOption(QueryValues.Flag(context, "comparePixels", defaultValue: false), verify),
        IncludeMirrored = CompareOption(QueryValues.Flag(context, "includeMirrored", defaultValue: false), verify),
        AmongIds = QueryValues.Ids(context, "among", SearchAnswer.MaxAmong),
        Exact = QueryValues.Flag(context, "exact", defaultValue: false),
        Effort = QueryValues.Number(context, "effort", SearchOptions.DefaultEffort, SearchOptions.EffortRange),
    };

    /// <summary>Votes alone tell no relation.</summary>
    /// <exception cref="ServiceException">It is asked for all the same.</exception>
    private static T CompareOption<T>(T value, bool verify) =>
        verify || Equals(value, default(T)) ? value
        : throw ServiceException.Invalid("Votes alone tell no relation, nor how sure it is: minimumConfidence, relation, queryPlace, "
            + "comparePixels, includeMirrored and thorough do not go with them.");
}
