namespace ImageSearch.Service;

/// <summary>The service that a read replica follows. No record, so that nothing prints its key.</summary>
public sealed class FollowOptions
{
    /// <summary>The environment variable that may have the key.</summary>
    public const string KeyVariable = "IMAGESEARCH_FOLLOW_KEY";

    /// <summary>Its address; what it serves at a path of a reverse proxy is below that path.</summary>
    public required Uri Primary { get; init; }

    /// <summary>The API key of the scope Follow; null sends none.</summary>
    public string? Key { get; init; }

    /// <summary>Whether the key may go to another machine over plain HTTP.</summary>
    public bool AllowsUnencryptedKey { get; init; }

    /// <summary>How long the primary is asked to wait for a new state before it says that there is none: so old is what is known of it, at
    /// most, while it answers.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer, or its next bytes, may take beyond that.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it is left alone after it failed: at first a tenth of this, then twice as long each time.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The key of a file, or that of the environment; null if there is neither.</summary>
    /// <param name="file">The file; null if none is named.</param>
    /// <exception cref="ArgumentException">The file cannot be read, or has no key in its first line.</exception>
    public static string? ReadKey(string? file)
    {
        if (file is null)
        {
            string? key = Environment.GetEnvironmentVariable(KeyVariable);
            return string.IsNullOrWhiteSpace(key) ? null : key.Trim();
        }

        try
        {
            string line = File.ReadLines(file).FirstOrDefault()?.Trim() ?? "";
            return line.Length > 0 ? line
                : throw new ArgumentException($"The file '{file}' (--follow-key-file) has no key in its first line.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"The file '{file}' (--follow-key-file) could not be read: {e.Message}", e);
        }
    }

    /// <summary>Checks the address, and that the key goes where others cannot read it.</summary>
    /// <exception cref="ArgumentException">Something is wrong.</exception>
    public void Validate()
    {
        if (!Primary.IsAbsoluteUri || Primary.Scheme is not ("http" or "https") || Primary.Query.Length > 0
            || Primary.Fragment.Length > 0 || Primary.UserInfo.Length > 0)
        {
            // Not as it was written: it may have a password.
            string written = Primary.IsAbsoluteUri ? $"{Primary.Scheme}://{Primary.Host}" : Primary.OriginalString;
            throw new ArgumentException($"'{written}' is no address of a service (--follow). Write it like http://127.0.0.1:5080, without "
                + $"user, query or fragment; a key comes from --follow-key-file or {KeyVariable}.");
        }

        if (Key is not null && Primary.Scheme == Uri.UriSchemeHttp && !Primary.IsLoopback && !AllowsUnencryptedKey)
        {
            throw new ArgumentException($"'{Primary}' is not encrypted, so others could read the API key and the index on their way. "
                + "Use https, or say --follow-unencrypted where the network is yours alone.");
        }

        if (Key?.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) == true)
        {
            throw new ArgumentException("The key of the service that is followed has spaces or control characters: it is none.");
        }
    }
}
