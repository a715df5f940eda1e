using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using ImageSearch.Files;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
using ImageSearch.Sift;
using ImageSearch.Threads;
using ImageSearch.Wire;

namespace ImageSearch.PowerShell.Searching;

/// <summary>Searches an index of a service: the images go there as they are, several at once.</summary>
internal sealed class ServiceSearch : ISimilarSearch
{
    private const int MaxWaitingPaths = 100_000;

    private readonly ServiceClient _client;
    private readonly string _index;
    private readonly string _query, _queryOfVotes;
    private readonly OrderedWork<string, SimilarAnswer> _work;

    /// <param name="client">The service; disposed with this.</param>
    /// <param name="index">The index's name there; null is the first.</param>
    /// <param name="options">What is asked for; so many images are sent at once as it has threads.</param>
    /// <param name="isThorough">Whether the service is to look closer.</param>
    /// <param name="namesEffort">Whether the effort was named, and is sent.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="ImageServiceException">The service cannot be reached, refuses, or has no such index.</exception>
    public ServiceSearch(ServiceClient client, string? index, SearchOptions options, bool isThorough, bool namesEffort,
        CancellationToken cancel)
    {
        _client = client;
        _queryOfVotes = QueryOfVotes(options, namesEffort);
        _query = QueryOf(_queryOfVotes, options, isThorough);
        JsonElement facts = client.Ask("api/v1/indexes" + (index is null ? "" : "/" + Uri.EscapeDataString(index)), null, index
            ?? (object)client.At(""));
        facts = facts.ValueKind == JsonValueKind.Array && facts.GetArrayLength() > 0 ? facts[0] : facts;
        _index = facts.ValueKind == JsonValueKind.Object && facts.TryGetProperty("name", out JsonElement name) ? name.ToString()
            : throw Errors.ServiceUnavailableError($"'{client.At("")}' does not answer as an image search service does. Is the URL right?",
                client.At(""));
        _work = new OrderedWork<string, SimilarAnswer>(
            () => ByFile, ThreadCount.Of(options.Threads), MaxWaitingPaths, cancel);
    }

    /// <inheritdoc/>
    public string Subject => $"the index '{_index}' at {_client.At("")}";

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
        string route = $"api/v1/indexes/{_index}/images/{id.ToString(CultureInfo.InvariantCulture)}";
        JsonElement image = _client.Ask(route, null, id);
        string path = Known(() => PathOf(Read<ImageView>(image)));
        return Answer(_client.Ask($"{route}/similar?{_query}", null, id), path);
    }

    /// <inheritdoc/>
    public SimilarAnswer ByImage(IndexedImage image) => throw Errors.InvalidForService(
        "Images of an index of this session may have other ids at the service: search with their files, or with -Id for the service's own.",
        _client.At(""));

    /// <inheritdoc/>
    public SimilarAnswer ByDescriptors(byte[] descriptors)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            descriptors = descriptors.Chunk(SiftSettings.DescriptorBytes).Select(row => row.Select(b => (int)b)),
        });
        return Answer(_client.Ask($"api/v1/indexes/{_index}/search/descriptors?{_queryOfVotes}",
            () => Typed(new ByteArrayContent(body), "application/json"), "descriptors"), null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _work.Dispose();
        _client.Dispose();
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

    private SimilarAnswer ByFile(string path)
    {
        string full = Path.GetFullPath(path);
        if (RegularFile.IsNotToBeRead(full))
        {
            throw ImageException.Unreadable(full, RegularFile.NotToBeRead);
        }

        try
        {
            return Answer(_client.Ask($"api/v1/indexes/{_index}/search?{_query}",
                () => Typed(new StreamContent(File.OpenRead(full)), "application/octet-stream"), full), full);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ImageException.NotFound(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ImageException.Unreadable(full, e.Message.TrimEnd('.'), e);
        }
    }

    private static HttpContent Typed(HttpContent content, string type)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    private SimilarAnswer Answer(JsonElement json, string? queryPath) => Known(() =>
    {
        SearchAnswer answer = Read<SearchAnswer>(json);
        if (answer.Matches?.All(m => m?.Image?.File is not null) != true)
        {
            throw new JsonException("it has no matches, or one of them no image.");
        }

        double[]? size = answer is { QueryWidth: { } width, QueryHeight: { } height } ? [width, height] : null;
        return new SimilarAnswer(
            queryPath, [.. answer.Matches.Select(m => SimilarImage.From(m, PathOf(m.Image), queryPath, size))], answer.Warnings ?? []);
    });

    /// <summary>What is read of an answer, if it is one that this version knows.</summary>
    private T Known<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw Errors.ServiceUnavailableError($"'{_client.At("")}' answers in a way that this version does not know: {e.Message}",
                _client.At(""), e);
        }
    }

    private static T Read<T>(JsonElement json)
        where T : class => json.Deserialize<T>(JsonSerializerOptions.Web) ?? throw new JsonException("there is nothing in it.");

    /// <summary>
    /// The file, where the service tells its path. Else the URL of its facts: the name alone might be that of another file in the current
    /// folder.
    /// </summary>
    private string PathOf(ImageView image) => image.Path ?? _client.At(string.Create(
        CultureInfo.InvariantCulture, $"api/v1/indexes/{_index}/images/{image.Id}#{Uri.EscapeDataString(image.File)}")).AbsoluteUri;
}
