
namespace ImageSearch.Service.Problems;

/// <summary>A request that is refused: what its client is told.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="error">The error's fixed id (docs/errors.md).</param>
/// <param name="message">What happened and what to do; it goes to the client.</param>
internal sealed class ServiceException(int status, string error, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Error { get; } = error;

    /// <summary>An index that is not served, or that the caller may not see: the two are not told apart.</summary>
    public static ServiceException NoSuchIndex() =>
        new(404, "IndexNotFound", "No index of that name is served; GET /api/v1/indexes lists them.");

    public static ServiceException Invalid(string message) => new(400, "InvalidRequest", message);
}
