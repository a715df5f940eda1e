using System.Security;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;
using ImageSearch.Wire;

namespace ImageSearch.PowerShell.Searching;

/// <summary>The service that is to be searched, as the parameters of a cmdlet name it.</summary>
/// <param name="Uris">Its URL, or those of several that serve the same: the next is asked when one cannot answer.</param>
/// <param name="IndexName">The index's name there; null is the first.</param>
/// <param name="Key">The API key; null sends none.</param>
/// <param name="AllowsUnencrypted">Whether the key may go where others can read it.</param>
internal sealed record ServiceArguments(IReadOnlyList<Uri> Uris, string? IndexName, SecureString? Key, bool AllowsUnencrypted)
{
    /// <summary>Whether an effort was named: one that was not is the service's to choose.</summary>
    public bool NamesEffort { get; init; }

    /// <summary>Asks the service for its index.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="isThorough">Whether to look closer.</param>
    /// <param name="namesIndex">Whether an index of this session is named too.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="ImageServiceException">The parameters do not go together; or it cannot be reached, refuses, or has no such
    /// index.</exception>
    public ServiceSearch Open(SearchOptions options, bool isThorough, bool namesIndex, CancellationToken cancel)
    {
        if (Refusal(options, namesIndex) is { } refusal)
        {
            throw Errors.InvalidForService(refusal, Uris[0]);
        }

        return new ServiceSearch(new ServiceClient(Uris, Key, cancel), IndexName, options, isThorough, NamesEffort, cancel);
    }

    /// <summary>Why it cannot be asked so, in words; null if it can.</summary>
    private string? Refusal(SearchOptions options, bool namesIndex)
    {
        if (Uris.FirstOrDefault(u => !u.IsAbsoluteUri || (u.Scheme != Uri.UriSchemeHttp && u.Scheme != Uri.UriSchemeHttps)) is { } wrong)
        {
            return $"'{wrong}' is no URL of a service. Write it like http://127.0.0.1:5080.";
        }

        if (namesIndex || options.AmongIds?.Count > SearchAnswer.MaxAmong)
        {
            return $"-ServiceUri searches an index of its own: not with -Index, and with at most {SearchAnswer.MaxAmong} ids in "
                + "-CandidateId.";
        }

        if (!SearchAnswer.MatchRange.Has(options.MaximumMatches))
        {
            return $"-MaximumMatches must be {SearchAnswer.MatchRange} with -ServiceUri: a service answers with no more.";
        }

        if (options.Device == SearchDevice.Cuda)
        {
            return "-ServiceUri searches on the service's own machine: not with -Device Cuda.";
        }

        return Key is null || AllowsUnencrypted || Uris.FirstOrDefault(u => u.Scheme == Uri.UriSchemeHttp && !u.IsLoopback) is not { } open
            ? null
            : $"'{open}' is not encrypted, so others could read the API key on its way. Use https, or -AllowUnencryptedAuthentication.";
    }
}
