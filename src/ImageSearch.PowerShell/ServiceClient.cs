using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security;
using System.Text.Json;

namespace ImageSearch.PowerShell;

/// <summary>
/// Asks an image search service, waits while it is busy, and turns its refusals into errors; where several are named that serve the same,
/// as a primary and its read replicas, goes on with the next when one cannot be reached or is not ready. For any number of threads.
/// </summary>
internal sealed class ServiceClient : IDisposable
{
    private const long MaxAnswerBytes = 64 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client;
    private readonly Uri[] _services;
    private readonly CancellationToken _cancel;

    /// <summary>The one that answered last.</summary>
    private volatile int _current;

    /// <param name="services">Their URLs, one or more.</param>
    /// <param name="key">The API key; null sends none.</param>
    /// <param name="cancel">Ends every wait.</param>
    public ServiceClient(IReadOnlyList<Uri> services, SecureString? key, CancellationToken cancel)
    {
        _services = [.. services.Select(s => s.AbsoluteUri.EndsWith('/') ? s : new Uri(s.AbsoluteUri + "/"))];
        _cancel = cancel;

        // A key goes to the services that were named, and to no other that they point to.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = ConnectPatience })
        {
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        if (key is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new NetworkCredential("", key).Password);
        }
    }

    /// <summary>Where a route of the service that answered last is.</summary>
    public Uri At(string route) => new(_services[_current], route);

    /// <summary>
    /// Asks and returns the answer. What is asked may be asked of several, one after the other, though the first was about to answer: so it
    /// must change nothing there. A search does not.
    /// </summary>
    /// <param name="route">Below the service's URL.</param>
    /// <param name="body">Makes the body anew for every try; null gets.</param>
    /// <param name="target">What errors are about: a path, an id, or the service.</param>
    /// <exception cref="ImageServiceException">None of them answered, or one refused.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public JsonElement Ask(string route, Func<HttpContent>? body, object target)
    {
        for (DateTime end = DateTime.UtcNow + Patience; ;)
        {
            TimeSpan? wait = null;
            var failures = new List<ImageServiceException>();
            int first = _current;
            for (int turn = 0; turn < _services.Length; turn++)
            {
                int number = (first + turn) % _services.Length;
                using HttpResponseMessage? answer = Send(_services[number], route, body, failures);
                if (answer is null)
                {
                    continue;
                }

                if (answer.StatusCode == HttpStatusCode.TooManyRequests && DateTime.UtcNow < end)
                {
                    TimeSpan asked = answer.Headers.RetryAfter?.Delta is { } told && told < Patience ? told : TimeSpan.FromSeconds(1);
                    wait = wait < asked ? wait : asked;
                    continue;
                }

                JsonElement? json = Read(answer);
                if (answer.IsSuccessStatusCode && json is { } found)
                {
                    _current = number;
                    return found;
                }

                failures.Add(Refusal(_services[number], answer.StatusCode, json, target));
                if (!IsForOthers(answer.StatusCode))
                {
                    throw failures[^1];
                }
            }

            if (wait is not { } pause)
            {
                throw failures.Count == 1 ? failures[0] : Errors.ServiceUnavailableError(
                    $"None of the services answers. {string.Join(' ', failures.Select(f => f.Message))}", _services[0], failures[^1]);
            }

            _cancel.WaitHandle.WaitOne(pause);
            _cancel.ThrowIfCancellationRequested();
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Whether another service may well answer: this one, or what stands before it, is not ready. What it refuses, others would
    /// refuse too.</summary>
    private static bool IsForOthers(HttpStatusCode status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            or HttpStatusCode.TooManyRequests;

    /// <returns>The answer; null if it cannot be reached, which is among the failures then.</returns>
    private HttpResponseMessage? Send(Uri service, string route, Func<HttpContent>? body, List<ImageServiceException> failures)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(service, route))
        {
            Content = body?.Invoke(),
        };

        // A service that does not want so much, or this caller, says so before the body is sent.
        request.Headers.ExpectContinue = body is not null;
        try
        {
            return _client.SendAsync(request, _cancel).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException
            || (e is TaskCanceledException && !_cancel.IsCancellationRequested))
        {
            string reason = e is TaskCanceledException ? "it took too long to answer" : (e.InnerException ?? e).Message.TrimEnd('.');
            failures.Add(Errors.ServiceUnavailableError(
                $"The service '{service}' cannot be reached: {reason}. Is it running, and is the URL right?", service, e));
            return null;
        }
    }

    private static JsonElement? Read(HttpResponseMessage answer)
    {
        try
        {
            using Stream stream = answer.Content.ReadAsStream();
            using JsonDocument json = JsonDocument.Parse(stream);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Not one of our services; whoever asks says so.
            return null;
        }
    }

    private static ImageServiceException Refusal(Uri service, HttpStatusCode status, JsonElement? problem, object target)
    {
        if (problem is not { ValueKind: JsonValueKind.Object } told || !told.TryGetProperty("error", out JsonElement error)
            || !told.TryGetProperty("detail", out JsonElement said))
        {
            return Errors.ServiceUnavailableError(
                $"'{service}' answered {(int)status}, and not as an image search service does. Is the URL right?", service);
        }

        string id = error.ToString(), detail = said.ToString();
        return (int)status switch
        {
            401 or 403 or 421 => Errors.ServiceRefusedError($"The service '{service}' refused: {detail}", service),
            413 => Errors.FromService(ErrorKind.ImageTooLarge, About(service, target, detail), target, isOfOneImage: true),
            404 or 422 when Enum.TryParse(id, out ErrorKind kind) =>
            Errors.FromService(kind, About(service, target, detail), target, kind != ErrorKind.IndexNotFound),
            408 or 429 or >= 500 => Errors.ServiceUnavailableError(
                $"The service '{service}' could not answer ({(int)status} {id}): {detail}", service),
            _ => Errors.InvalidForService($"The service '{service}' does not take this: {detail}", target),
        };
    }

    private static string About(Uri service, object target, string detail) => $"'{target}' at the service '{service}': {detail}";
}
