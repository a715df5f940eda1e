using System.Net;
using System.Text.Json;

namespace ImageSearch.PowerShell.Services;

/// <summary>What became of a request at one service after the other.</summary>
internal sealed class ServiceTrial(ServiceRequest request)
{
    /// <summary>Refusals of a service that say that nothing was changed; after others of its own troubles, nobody knows.</summary>
    private static readonly string[] NothingChanged =
    [
        nameof(ErrorKind.IndexLocked), nameof(ErrorKind.IndexNotFound), nameof(ErrorKind.ImageLibraryMissing),
        nameof(ErrorKind.ExtractorMissing), "StorageFull", "StorageUnavailable", "OutOfMemory",
    ];

    /// <summary>Refusals of a service that changes nothing, where another of several may.</summary>
    private static readonly string[] ReadOnly = ["FollowsPrimary", "WritesDisabled"];

    private readonly List<ImageServiceException> _failures = [];

    /// <summary>What is asked.</summary>
    public ServiceRequest Request => request;

    /// <summary>Whether it was sent, and it is not known what became of it.</summary>
    public bool IsUnsure { get; private set; }

    /// <summary>All are asked anew; what is not known of before stays so.</summary>
    public void Begin() => _failures.Clear();

    /// <summary>Whether an answer says that it is done.</summary>
    public bool IsDone(HttpStatusCode status, JsonElement? answer) => status == HttpStatusCode.NoContent ? request.Done is not null
        : (int)status is >= 200 and < 300 ? answer is not null
        // It was there when it was sent first, and is gone: that is what was asked for.
        : IsUnsure && request.Method == HttpMethod.Delete && status == HttpStatusCode.NotFound
            && ErrorOf(answer) == nameof(ErrorKind.ImageNotFound);

    /// <summary>Notes a refusal.</summary>
    /// <returns>Whether another service may well answer: this one, or what stands before it, is not ready, or changes nothing. What it
    /// refuses otherwise, others would refuse too.</returns>
    public bool GoesOn(Uri service, HttpStatusCode status, JsonElement? answer)
    {
        string? error = ErrorOf(answer);
        _failures.Add(Refusal(service, status, answer));

        // Done, it seems, but what was done did not come through.
        bool isGarbled = request.Done is not null && (int)status is >= 200 and < 300;
        IsUnsure |= isGarbled || (request.Done is not null && !NothingChanged.Contains(error)
            && ((int)status >= 500 || status == HttpStatusCode.RequestTimeout));
        return isGarbled || status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            or HttpStatusCode.TooManyRequests
            || (request.Done is not null && status == HttpStatusCode.Forbidden && ReadOnly.Contains(error));
    }

    /// <summary>Notes that a service gave no answer.</summary>
    public void NotReached(Uri service, Exception error)
    {
        // Without a connection nothing was sent. After that, it may have come there though no answer comes back.
        bool wasSent = error is not HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
        };
        IsUnsure |= request.Done is not null && wasSent;
        string reason = error is TaskCanceledException ? "it took too long to answer"
            : (error.InnerException ?? error).Message.TrimEnd('.');
        _failures.Add(Errors.ServiceUnavailableError(
            $"The service '{service}' cannot be reached: {reason}. Is it running, and is the URL right?", service, error));
    }

    /// <summary>What to tell when nobody did it.</summary>
    /// <param name="service">Which service to name where none answers.</param>
    public ImageServiceException Failure(Uri service)
    {
        ImageServiceException last = _failures[^1];
        ImageServiceException told = _failures.Count == 1 || last.Id is not (Errors.ServiceUnavailable or Errors.ServiceRefused) ? last
            : _failures.All(f => f.Id == Errors.ServiceRefused)
                ? Errors.ServiceRefusedError(string.Join(' ', _failures.Select(f => f.Message)), service)
                : Errors.ServiceUnavailableError(
                    $"None of the services answers. {string.Join(' ', _failures.Select(f => f.Message))}", service, last);
        return !IsUnsure ? told : new ImageServiceException(told.Id, told.Category, told.Target,
            $"{told.Message} Whether '{request.Target}' was {request.Done} is not known, as it was sent and no answer came. Once the "
            + "service answers, do it again: what was done is not done twice.", told.IsOfOneImage, told);
    }

    private ImageServiceException Refusal(Uri service, HttpStatusCode status, JsonElement? problem)
    {
        if (ErrorOf(problem) is not { } id || !problem!.Value.TryGetProperty("detail", out JsonElement said))
        {
            return Errors.ServiceUnavailableError(
                $"'{service}' answered {(int)status}, and not as an image search service does. Is the URL right?", service);
        }

        string detail = said.ToString(), about = $"'{request.Target}' at the service '{service}': {detail}";
        return (int)status switch
        {
            401 or 403 or 421 => Errors.ServiceRefusedError($"The service '{service}' refused: {detail}", service),
            404 when id == "RouteNotFound" => Errors.ServiceUnavailableError(
                $"'{service}' is not where an image search service has its routes. Is the URL right?", service),
            412 => Errors.FromService(ErrorKind.IndexChanged, about, request.Target, isOfOneImage: true),
            413 => Errors.FromService(ErrorKind.ImageTooLarge, about, request.Target, isOfOneImage: true),
            404 or 422 when Enum.TryParse(id, out ErrorKind kind) =>
            Errors.FromService(kind, about, request.Target, kind != ErrorKind.IndexNotFound),
            408 or 429 or >= 500 => Errors.ServiceUnavailableError(
                $"The service '{service}' could not answer ({(int)status} {id}): {detail}", service),
            _ => Errors.InvalidForService($"The service '{service}' does not take this: {detail}", request.Target),
        };
    }

    private static string? ErrorOf(JsonElement? problem) =>
        problem is { ValueKind: JsonValueKind.Object } told && told.TryGetProperty("error", out JsonElement error) ? error.ToString()
            : null;
}
