
namespace ImageSearch.Service.Problems;

/// <summary>A refusal as RFC 9457 writes it, with the error's id of docs/errors.md.</summary>
/// <param name="Type">A URI reference that names the kind of problem.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened and what to do.</param>
/// <param name="Error">The error's id.</param>
/// <param name="RequestId">The request's id, which the log and the header X-Request-Id have too.</param>
internal sealed record Problem(string Type, string Title, int Status, string Detail, string Error, string RequestId);
