using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security;
using System.Text.Json;

namespace ImageSearch.PowerShell.Services;

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

    /// <summary>Where a route is of each of the services.</summary>
    public IEnumerable<Uri> AllAt(string route) => _services.Select(s => new Uri(s, route));

    /// <summary>
    /// Asks and returns the answer. What is asked may be asked of several, one after the other, though the first was about to answer: so it
    /// must change nothing there. A search does not.
    /// </summary>
    /// <param name="route">Below the service's URL.</param>
    /// <param name="body">Makes the body anew for every try; null gets.</param>
    /// <param name="target">What errors are about: a path, an id, or the service.</param>
    /// <exception cref="ImageServiceException">None of them answered, or one refused.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public JsonElement Ask(string route, Func<HttpContent>? body, object target) =>
        Run(new ServiceRequest(body is null ? HttpMethod.Get : HttpMethod.Post, route, body, target)).Answer!.Value;

    /// <summary>
    /// Has something changed. It is sent to the next service too where the first did not answer, though it may have been about to: so it
    /// must be something that is done once, however often it is sent. An image that is there is not added again, and ids are given once.
    /// </summary>
    /// <param name="request">What is to be changed.</param>
    /// <returns>What the service says; nothing of what is gone already, when it was sent a second time.</returns>
    /// <exception cref="ImageServiceException">None of them answered, or one refused. Where it may have been done nevertheless, the message
    /// says so.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ServiceChange Change(ServiceRequest request) => Run(request);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private ServiceChange Run(ServiceRequest request)
    {
        var trial = new ServiceTrial(request);
        for (DateTime end = DateTime.UtcNow + Patience; ;)
        {
            TimeSpan? wait = null;
            trial.Begin();
            int first = _current;
            for (int turn = 0; turn < _services.Length; turn++)
            {
                int number = (first + turn) % _services.Length;
                using HttpResponseMessage? answer = Send(_services[number], trial);
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
                if (trial.IsDone(answer.StatusCode, json))
                {
                    _current = number;
                    return new ServiceChange(json, trial.IsUnsure);
                }

                if (!trial.GoesOn(_services[number], answer.StatusCode, json))
                {
                    throw trial.Failure(_services[0]);
                }
            }

            if (wait is not { } pause)
            {
                throw trial.Failure(_services[0]);
            }

            _cancel.WaitHandle.WaitOne(pause);
            _cancel.ThrowIfCancellationRequested();
        }
    }

    /// <returns>The answer; null if there is none, which the trial is told then.</returns>
    private HttpResponseMessage? Send(Uri service, ServiceTrial trial)
    {
        ServiceRequest asked = trial.Request;
        using var request = new HttpRequestMessage(asked.Method, new Uri(service, asked.Route)) { Content = asked.Body?.Invoke() };
        if (asked.OnlyIf is { } tag)
        {
            request.Headers.IfMatch.Add(tag);
        }

        // A service that does not want so much, or this caller, says so before the body is sent.
        request.Headers.ExpectContinue = asked.Body is not null;
        try
        {
            return _client.SendAsync(request, _cancel).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException
            || (e is TaskCanceledException && !_cancel.IsCancellationRequested))
        {
            trial.NotReached(service, e);
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
}
