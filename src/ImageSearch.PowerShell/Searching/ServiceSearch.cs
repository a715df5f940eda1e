using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Neighbours;
using ImageSearch.PowerShell.Services;
using ImageSearch.Retrieval;
using ImageSearch.Sift;
using ImageSearch.Threads;
using ImageSearch.Wire;

namespace ImageSearch.PowerShell.Searching;

/// <summary>Searches an index of a service: the images go there as they are, several at once.</summary>
internal sealed class ServiceSearch : ISimilarSearch
{
    private const int MaxWaitingPaths = 100_000;

    private readonly RemoteIndex _index;
    private readonly string _query, _queryOfVotes;
    private readonly OrderedWork<string, SimilarAnswer> _work;

    /// <param name="index">The index; disposed with this.</param>
    /// <param name="options">What is asked for; so many images are sent at once as it has threads.</param>
    /// <param name="isThorough">Whether the service is to look closer.</param>
    /// <param name="namesEffort">Whether the effort was named, and is sent.</param>
    /// <param name="cancel">Ends the work.</param>
    public ServiceSearch(RemoteIndex index, SearchOptions options, bool isThorough, bool namesEffort, CancellationToken cancel)
    {
        _index = index;
        _queryOfVotes = QueryOfVotes(options, namesEffort);
        _query = QueryOf(_queryOfVotes, options, isThorough);
        _work = new OrderedWork<string, SimilarAnswer>(
            () => ByFile, ThreadCount.Of(options.Threads), MaxWaitingPaths, cancel);
    }

    /// <summary>Why a service does not search so, in words; null if it does.</summary>
    public static string? Refusal(SearchOptions options) =>
        options.AmongIds?.Count > SearchAnswer.MaxAmong
            ? $"A service searches among at most {SearchAnswer.MaxAmong} ids of -CandidateId."
        : !SearchAnswer.MatchRange.Has(options.MaximumMatches)
            ? $"-MaximumMatches must be {SearchAnswer.MatchRange} with -ServiceUri: a service answers with no more."
        : options.Device == SearchDevice.Cuda
            ? "-ServiceUri searches on the service's own machine: not with -Device Cuda." : null;

    /// <inheritdoc/>
    public string Subject => _index.Subject;

    /// <inheritdoc/>
    public long Pending => _work.Pending;

    /// <inheritdoc/>
    public bool IsFull => _work.IsFull;

    /// <inheritdoc/>
    public void Post(string path) => _work.Post(path);

    /// <inheritdoc/>
    public PostedQuery? Take(bool wait) =>
        !_work.TryTake(wait, out WorkResult<string, SimilarAnswer> result) ? null : new PostedQuery(result.Input, () =>
        {
            if (result.Error is not null)
            {
                // An error of one of the threads, thrown where it can be reported.
                ExceptionDispatchInfo.Throw(result.Error);
            }

            return result.Value! with { Detail = $"'{result.Input}': {result.Value.Matches.Count} matches." };
        });

    /// <inheritdoc/>
    public SimilarAnswer ById(long id)
    {
        string path = _index.PathOf(_index.Get(id));
        return Answer(_index.Ask(string.Create(CultureInfo.InvariantCulture, $"/images/{id}/similar?{_query}"), null, id), path);
    }

    /// <inheritdoc/>
    public SimilarAnswer ByImage(IndexedImage image) => throw Errors.InvalidForService(
        "Images of an index of this session may have other ids at the service: search with their files, or with -Id for the service's own.",
        _index.Service);

    /// <inheritdoc/>
    public SimilarAnswer ByDescriptors(byte[] descriptors)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            descriptors = descriptors.Chunk(SiftSettings.DescriptorBytes).Select(row => row.Select(b => (int)b)),
        });
        return Answer(_index.Ask($"/search/descriptors?{_queryOfVotes}",
            () => Typed(new ByteArrayContent(body), "application/json"), "descriptors"), null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _work.Dispose();
        _index.Dispose();
    }

    /// <summary>Of the same the options that votes alone have: a search by descriptors takes no others.</summary>
    private static string QueryOfVotes(SearchOptions options, bool namesEffort)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        var query = new List<string>
        {
            string.Create(invariant, $"neighbours={options.Neighbours}&maximumMatches={options.MaximumMatches}"),
        };
        if (options.MinimumVotes is { } votes)
        {
            query.Add(string.Create(invariant, $"minimumVotes={votes}"));
        }

        if (options.AmongIds is { } ids)
        {
            // No image has the id 0, so that an empty list finds nothing, as it does without a service.
            query.Add("among=" + string.Join(',', ids.DefaultIfEmpty(0)));
        }

        if (options.Exact)
        {
            query.Add("exact=true");
        }

        if (namesEffort)
        {
            query.Add(string.Create(invariant, $"effort={options.Effort}"));
        }

        return string.Join('&', query);
    }

    /// <summary>The options of a search as /api/v1 takes them, without the question mark.</summary>
    private static string QueryOf(string queryOfVotes, SearchOptions options, bool isThorough)
    {
        var query = new List<string>
        {
            queryOfVotes,
            !options.Verify ? "verify=false" : string.Create(CultureInfo.InvariantCulture,
                $"verify=true&pairs=true&minimumConfidence={options.MinimumConfidence}"),
        };
        if (options.Relations is { } relations)
        {
            query.Add("relation=" + string.Join(',', relations));
        }

        if (options.QueryPlaces is { } places)
        {
            query.Add("queryPlace=" + string.Join(',', places));
        }

        (string Name, bool IsOn)[] flags =
            [("includeMirrored", options.IncludeMirrored), ("comparePixels", options.ComparePixels), ("thorough", isThorough)];
        return string.Join('&', query.Concat(flags.Where(f => f.IsOn).Select(f => f.Name + "=true")));
    }

    private SimilarAnswer ByFile(string path) => RemoteIndex.OfFile(path, full => Answer(_index.Ask($"/search?{_query}",
        () => Typed(new StreamContent(File.OpenRead(full)), "application/octet-stream"), full), full));

    private static HttpContent Typed(HttpContent content, string type)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    private SimilarAnswer Answer(JsonElement json, string? queryPath) => _index.Known(() =>
    {
        SearchAnswer answer = RemoteIndex.Read<SearchAnswer>(json);
        if (answer.Matches?.All(m => m?.Image?.File is not null) != true)
        {
            throw new JsonException("it has no matches, or one of them no image.");
        }

        double[]? size = answer is { QueryWidth: { } width, QueryHeight: { } height } ? [width, height] : null;
        return new SimilarAnswer(queryPath,
            [.. answer.Matches.Select(m => SimilarImage.From(m, _index.PathOf(m.Image), queryPath, size))], answer.Warnings ?? []);
    });
}
