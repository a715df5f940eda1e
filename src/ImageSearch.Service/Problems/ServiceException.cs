
namespace ImageSearch.Service.Problems;

/// <summary>A request that is refused: what its client is told.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="error">The error's fixed id (docs/errors.md).</param>
/// <param name="message">What happened and what to do; it goes to the client.</param>
internal sealed class ServiceException(int status, string error, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Error { get; } = error;

    public static ServiceException Invalid(string message) => new(400, "InvalidRequest", message);
}
