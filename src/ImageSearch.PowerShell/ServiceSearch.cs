using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using ImageSearch.Ingest;
using ImageSearch.Sift;
using ImageSearch.Threads;
using ImageSearch.Wire;

namespace ImageSearch.PowerShell;

/// <summary>Searches an index of a service: several images at once, answers in the order that they were posted.</summary>
internal sealed class ServiceSearch : IDisposable
{
    private const int MaxWaitingPaths = 100_000;

    private readonly ServiceClient _client;
    private readonly string _index;
    private readonly string _query;
    private readonly OrderedWork<string, ServiceAnswer> _work;

    /// <param name="client">The service; disposed with this.</param>
    /// <param name="index">The index's name there; null is the first.</param>
    /// <param name="query">The options of the search, as a query string without its question mark.</param>
    /// <param name="threads">How many images are sent at once; 0 means one per processor.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="ImageServiceException">The service cannot be reached, refuses, or has no such index.</exception>
    public ServiceSearch(ServiceClient client, string? index, string query, int threads, CancellationToken cancel)
    {
        _client = client;
        _query = query;
        Facts = client.Ask("api/v1/indexes" + (index is null ? "" : "/" + Uri.EscapeDataString(index)), null, index
            ?? (object)client.At(""));
        Facts = Facts.ValueKind == JsonValueKind.Array && Facts.GetArrayLength() > 0 ? Facts[0] : Facts;
        _index = Facts.ValueKind == JsonValueKind.Object && Facts.TryGetProperty("name", out JsonElement name) ? name.ToString()
            : throw Errors.ServiceUnavailableError($"'{client.At("")}' does not answer as an image search service does. Is the URL right?",
                client.At(""));
        _work = new OrderedWork<string, ServiceAnswer>(
            () => ByImage, ThreadCount.Of(threads), MaxWaitingPaths, cancel);
    }

    /// <summary>What the service says of the index: name, images, rows.</summary>
    public JsonElement Facts { get; }

    /// <summary>Paths posted and not yet taken.</summary>
    public long Pending => _work.Pending;

    /// <summary>Whether answers must be taken before more is posted.</summary>
    public bool IsFull => _work.IsFull;

    /// <summary>Queues a query image.</summary>
    public void Post(string path) => _work.Post(path);

    /// <summary>Takes the next answer; with <paramref name="wait"/>, waits for it. Null if none is there, or none is pending.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public (string Path, ServiceAnswer? Answer, Exception? Error)? Take(bool wait) =>
        _work.TryTake(wait, out WorkResult<string, ServiceAnswer> result) ? (result.Input, result.Value, result.Error) : null;

    /// <summary>Searches with an image of the service's index.</summary>
    public ServiceAnswer ById(long id)
    {
        string route = $"api/v1/indexes/{_index}/images/{id.ToString(CultureInfo.InvariantCulture)}";
        JsonElement image = _client.Ask(route, null, id);
        string path = Known(() => PathOf(Read<ImageView>(image)));
        return Answer(_client.Ask($"{route}/similar?{_query}", null, id), path);
    }

    /// <summary>Searches with raw descriptors, 128 bytes each.</summary>
    public ServiceAnswer ByDescriptors(byte[] descriptors)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            descriptors = descriptors.Chunk(SiftSettings.DescriptorBytes).Select(row => row.Select(b => (int)b)),
        });
        return Answer(_client.Ask($"api/v1/indexes/{_index}/search/descriptors?{_query}",
            () => Typed(new ByteArrayContent(body), "application/json"), "descriptors"), null);
    }

    public void Dispose()
    {
        _work.Dispose();
        _client.Dispose();
    }

    /// <summary>An error of one of the threads, thrown where it can be reported.</summary>
    public static void Throw(Exception error) => ExceptionDispatchInfo.Throw(error);

    private ServiceAnswer ByImage(string path)
    {
        string full = Path.GetFullPath(path);
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

    private ServiceAnswer Answer(JsonElement json, string? queryPath) => Known(() =>
    {
        SearchAnswer answer = Read<SearchAnswer>(json);
        if (answer.Matches?.All(m => m?.Image?.File is not null) != true)
        {
            throw new JsonException("it has no matches, or one of them no image.");
        }

        double[]? size = answer is { QueryWidth: { } width, QueryHeight: { } height } ? [width, height] : null;
        return new ServiceAnswer([.. answer.Matches.Select(m => SimilarImage.From(m, PathOf(m.Image), queryPath, size))],
            answer.Warnings ?? []);
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
