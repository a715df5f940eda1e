using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Problems;
using ImageSearch.Storage.Format;

namespace ImageSearch.Service.Following;

/// <summary>Asks the service that is followed.</summary>
internal sealed class PrimaryClient(FollowOptions options) : IDisposable
{
    private const int BufferBytes = 1 << 18, MaxThumbnailBytes = 4 << 20;

    private readonly Uri _primary = options.Primary.AbsoluteUri.EndsWith('/') ? options.Primary
        : new Uri(options.Primary.AbsoluteUri + "/");

    private readonly HttpClient _client = MakeClient(options);

    /// <summary>The names of the indexes that it serves.</summary>
    /// <exception cref="PrimaryException">It cannot be asked.</exception>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancel)
    {
        using HttpResponseMessage answer = await SendAsync("api/v1/indexes", null, TimeSpan.Zero, cancel).ConfigureAwait(false);
        JsonElement indexes = await ReadAsync<JsonElement>(answer, cancel).ConfigureAwait(false);
        return indexes.ValueKind == JsonValueKind.Array && indexes.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Object)
            ? [.. indexes.EnumerateArray().Select(i => i.TryGetProperty("name", out JsonElement name) ? name.ToString() : "")]
            : throw NoService();
    }

    /// <summary>Which state an index has.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="known">The state that is known; another one is waited for.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The state; null if it still is the one that is known.</returns>
    /// <exception cref="PrimaryException">It cannot be asked.</exception>
    public async Task<PublishedState?> StateAsync(string index, FileMark? known, CancellationToken cancel)
    {
        TimeSpan wait = known is null ? TimeSpan.Zero : options.Wait;
        string route = string.Create(CultureInfo.InvariantCulture,
            $"api/v1/indexes/{Uri.EscapeDataString(index)}/file?wait={Math.Ceiling(wait.TotalSeconds)}");
        using HttpResponseMessage answer = await SendAsync(route, known, wait, cancel).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotModified)
        {
            return null;
        }

        PublishedState? state = await ReadAsync<PublishedState>(answer, cancel).ConfigureAwait(false);
        return state?.IsPossible == true ? state : throw NoService();
    }

    /// <summary>The bytes of a state, as they come, from one of them to the end.</summary>
    /// <param name="index">The index's name.</param>
    /// <param name="state">The state.</param>
    /// <param name="grownFrom">A state that is there already; null asks for all.</param>
    /// <param name="from">The first byte that is wanted.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="PrimaryException">It does not bring them to the end.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ContentAsync(
        string index, FileMark state, FileMark? grownFrom, long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        string grown = grownFrom is { } mark ? $"&grownFrom={PublishedState.NameOf(mark)}" : "";
        string route = string.Create(CultureInfo.InvariantCulture, $"api/v1/indexes/{Uri.EscapeDataString(index)}/file/content"
            + $"?state={PublishedState.NameOf(state)}{grown}&from={from}");
        using HttpResponseMessage answer = await SendAsync(route, null, TimeSpan.Zero, cancel).ConfigureAwait(false);
        await using Stream stream = await GuardAsync(answer.Content.ReadAsStreamAsync, TimeSpan.Zero, cancel).ConfigureAwait(false);
        byte[] buffer = new byte[BufferBytes];
        for (long rest = state.FileBytes - from; rest > 0;)
        {
            Memory<byte> room = buffer.AsMemory(0, (int)Math.Min(rest, buffer.Length));
            int read = await GuardAsync(token => stream.ReadAsync(room, token).AsTask(), TimeSpan.Zero, cancel).ConfigureAwait(false);
            if (read == 0)
            {
                throw new PrimaryException($"'{_primary}' broke off {rest} bytes before the end");
            }

            yield return room[..read];
            rest -= read;
        }
    }

    /// <summary>A thumbnail of an image.</summary>
    /// <param name="index">The index's name.</param>
    /// <param name="id">The image.</param>
    /// <param name="size">Its long side in pixels.</param>
    /// <param name="tag">The ETag that it must have: of another image under this id it has another.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The JPEG; null if it is of another image by now, or cannot be had.</returns>
    public async Task<byte[]?> ThumbnailAsync(string index, long id, int size, string tag, CancellationToken cancel)
    {
        try
        {
            string route = string.Create(CultureInfo.InvariantCulture,
                $"api/v1/indexes/{Uri.EscapeDataString(index)}/images/{id}/thumbnail?size={size}");
            using HttpResponseMessage answer = await SendAsync(route, null, TimeSpan.Zero, cancel).ConfigureAwait(false);
            return answer.Headers.ETag?.Tag != tag || answer.Content.Headers.ContentLength is null or > MaxThumbnailBytes ? null
                : await GuardAsync(answer.Content.ReadAsByteArrayAsync, TimeSpan.Zero, cancel).ConfigureAwait(false);
        }
        catch (PrimaryException)
        {
            return null;
        }
    }

    public void Dispose() => _client.Dispose();

    private static HttpClient MakeClient(FollowOptions options)
    {
        // The key goes to the service that was named, and to no other that it points to.
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
        if (options.Key is { } key)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return client;
    }

    private async Task<HttpResponseMessage> SendAsync(string route, FileMark? known, TimeSpan wait, CancellationToken cancel)
    {
        HttpResponseMessage answer = await GuardAsync(
            async token =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_primary, route));
                if (known is { } mark)
                {
                    request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{PublishedState.NameOf(mark)}\"", isWeak: true));
                }

                return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
            },
            wait,
            cancel).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotModified)
        {
            return answer;
        }

        using (answer)
        {
            Problem? problem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
                ? await ReadAsync<Problem>(answer, cancel).ConfigureAwait(false) : null;
            throw new PrimaryException(problem is null ? $"'{_primary}' answered {(int)answer.StatusCode}"
                : $"'{_primary}' refused ({(int)answer.StatusCode} {problem.Error}): {problem.Detail.TrimEnd('.')}",
                answer.StatusCode == HttpStatusCode.Conflict);
        }
    }

    private async Task<T?> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            return await GuardAsync(token => answer.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, token), TimeSpan.Zero, cancel)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw NoService(e);
        }
    }

    private PrimaryException NoService(Exception? inner = null) =>
        new($"'{_primary}' does not answer as an image search service does, or as one of another version", inner: inner);

    /// <summary>Ends what takes too long, and tells what the network does in words.</summary>
    private async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> ask, TimeSpan wait, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(wait + options.Patience);
        try
        {
            return await ask(patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            string reason = e is OperationCanceledException ? "it took too long to answer" : (e.InnerException ?? e).Message.TrimEnd('.');
            throw new PrimaryException($"'{_primary}' cannot be reached: {reason}", inner: e);
        }
    }
}
