using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security;
using System.Text.Json;

namespace ImageSearch.PowerShell;

/// <summary>Asks an image search service, waits while it is busy, and turns its refusals into errors. For any number of threads.</summary>
internal sealed class ServiceClient : IDisposable
{
    private const long MaxAnswerBytes = 64 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client;
    private readonly Uri _service;
    private readonly CancellationToken _cancel;

    /// <param name="service">Its URL.</param>
    /// <param name="key">The API key; null sends none.</param>
    /// <param name="cancel">Ends every wait.</param>
    public ServiceClient(Uri service, SecureString? key, CancellationToken cancel)
    {
        _service = service.AbsoluteUri.EndsWith('/') ? service : new Uri(service.AbsoluteUri + "/");
        _cancel = cancel;

        // A key goes to the service that was named, and to no other that it points to.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { MaxResponseContentBufferSize = MaxAnswerBytes };
        if (key is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new NetworkCredential("", key).Password);
        }
    }

    /// <summary>Where a route of the service is.</summary>
    public Uri At(string route) => new(_service, route);

    /// <summary>Asks and returns the answer.</summary>
    /// <param name="route">Below the service's URL.</param>
    /// <param name="body">Makes the body anew for every try; null gets.</param>
    /// <param name="target">What errors are about: a path, an id, or the service.</param>
    /// <exception cref="ImageServiceException">It did not answer, or refused.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public JsonElement Ask(string route, Func<HttpContent>? body, object target)
    {
        for (DateTime end = DateTime.UtcNow + Patience; ;)
        {
            using HttpResponseMessage answer = Send(route, body);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests && DateTime.UtcNow < end)
            {
                TimeSpan wait = answer.Headers.RetryAfter?.Delta is { } asked && asked < Patience ? asked : TimeSpan.FromSeconds(1);
                _cancel.WaitHandle.WaitOne(wait);
                _cancel.ThrowIfCancellationRequested();
                continue;
            }

            JsonElement? json = Read(answer);
            return answer.IsSuccessStatusCode && json is { } found ? found : throw Refusal(answer.StatusCode, json, target);
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpResponseMessage Send(string route, Func<HttpContent>? body)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, At(route)) { Content = body?.Invoke() };

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
            throw Errors.ServiceUnavailableError(
                $"The service '{_service}' cannot be reached: {reason}. Is it running, and is the URL right?", _service, e);
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

    private ImageServiceException Refusal(HttpStatusCode status, JsonElement? problem, object target)
    {
        if (problem is not { ValueKind: JsonValueKind.Object } told || !told.TryGetProperty("error", out JsonElement error)
            || !told.TryGetProperty("detail", out JsonElement said))
        {
            return Errors.ServiceUnavailableError(
                $"'{_service}' answered {(int)status}, and not as an image search service does. Is the URL right?", _service);
        }

        string id = error.ToString(), detail = said.ToString();
        return (int)status switch
        {
            401 or 403 or 421 => Errors.ServiceRefusedError($"The service '{_service}' refused: {detail}", _service),
            413 => Errors.FromService(ErrorKind.ImageTooLarge, About(target, detail), target, isOfOneImage: true),
            404 or 422 when Enum.TryParse(id, out ErrorKind kind) =>
            Errors.FromService(kind, About(target, detail), target, kind != ErrorKind.IndexNotFound),
            408 or 429 or >= 500 => Errors.ServiceUnavailableError(
                $"The service '{_service}' could not answer ({(int)status} {id}): {detail}", _service),
            _ => Errors.InvalidForService($"The service '{_service}' does not take this: {detail}", target),
        };
    }

    private string About(object target, string detail) => $"'{target}' at the service '{_service}': {detail}";
}
