using System.Security;

namespace ImageSearch.PowerShell.Services;

/// <summary>The service that is meant, as the parameters of a cmdlet name it.</summary>
/// <param name="Uris">Its URL, or those of several that serve the same: the next is asked when one cannot answer.</param>
/// <param name="IndexName">The index's name there; null is the first.</param>
/// <param name="Key">The API key; null sends none.</param>
/// <param name="AllowsUnencrypted">Whether the key may go where others can read it.</param>
internal sealed record ServiceArguments(IReadOnlyList<Uri> Uris, string? IndexName, SecureString? Key, bool AllowsUnencrypted)
{
    /// <summary>Checks that it can be asked so.</summary>
    /// <param name="namesIndex">Whether an index of this session is named too.</param>
    /// <exception cref="ImageServiceException">The parameters do not go together.</exception>
    public void Check(bool namesIndex)
    {
        if (Refusal(namesIndex) is { } refusal)
        {
            throw Errors.InvalidForService(refusal, Shown(Uris[0]));
        }
    }

    /// <summary>Asks the service for its index.</summary>
    /// <param name="cancel">Ends every wait.</param>
    /// <exception cref="ImageServiceException">It cannot be reached, refuses, or has no such index.</exception>
    public RemoteIndex Open(CancellationToken cancel)
    {
        var client = new ServiceClient(Uris, Key, cancel);
        try
        {
            return new RemoteIndex(client, IndexName);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Why it cannot be asked so, in words; null if it can.</summary>
    private string? Refusal(bool namesIndex)
    {
        if (Uris.FirstOrDefault(u => !u.IsAbsoluteUri || (u.Scheme != Uri.UriSchemeHttp && u.Scheme != Uri.UriSchemeHttps)) is { } wrong)
        {
            return $"'{Shown(wrong)}' is no URL of a service. Write it like http://127.0.0.1:5080.";
        }

        if (Uris.FirstOrDefault(u => u.UserInfo.Length > 0 || u.Query.Length > 0 || u.Fragment.Length > 0) is { } more)
        {
            return $"'{Shown(more)}' must be without user, query and fragment. Write it like http://127.0.0.1:5080; a key goes to -ApiKey.";
        }

        if (namesIndex)
        {
            return "-ServiceUri is about an index of the service: not with -Index.";
        }

        return Key is null || AllowsUnencrypted || Uris.FirstOrDefault(u => u.Scheme == Uri.UriSchemeHttp && !u.IsLoopback) is not { } open
            ? null
            : $"'{open}' is not encrypted, so others could read the API key on its way. Use https, or -AllowUnencryptedAuthentication.";
    }

    /// <summary>What an error may say of a URL: whoever wrote a password into it did not mean to have it logged.</summary>
    private static string Shown(Uri uri) => uri.IsAbsoluteUri ? $"{uri.Scheme}://{uri.Authority}{uri.AbsolutePath}" : uri.OriginalString;
}
