using System.Globalization;
using System.Security.Cryptography;

namespace ImageSearch.Service.Access;

/// <summary>A line of the key file: NAME SCOPE HASH, then indexes=NAME,NAME and expires=TIME where there are such limits.</summary>
internal static class KeyLine
{
    private const string Indexes = "indexes=", Expires = "expires=";

    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm'Z'", "yyyy-MM-ddTHH:mm:ss'Z'", "yyyy-MM-ddTHH:mmzzz", "yyyy-MM-ddTHH:mm:sszzz"];

    /// <summary>The line of a key, without its end.</summary>
    public static string Write(ApiKey key, byte[] hash)
    {
        string line = $"{key.Name} {key.Scope.ToString().ToLowerInvariant()} {Convert.ToHexStringLower(hash)}";
        line += key.Indexes is { } indexes ? $" {Indexes}{string.Join(',', indexes)}" : "";
        return line + (key.Expires is { } time
            ? string.Create(CultureInfo.InvariantCulture, $" {Expires}{time.ToUniversalTime():yyyy-MM-ddTHH:mm:ss'Z'}") : "");
    }

    /// <summary>The key of a line's words; null if they are none: what is not known might be a limit.</summary>
    public static (ApiKey Key, byte[] Hash)? Read(string[] words)
    {
        if (words.Length < 3 || words[2].Length != 2 * SHA256.HashSizeInBytes || !words[2].All(char.IsAsciiHexDigit)
            || ScopeOf(words[1]) is not { } scope)
        {
            return null;
        }

        var key = new ApiKey(words[0], scope, null, null);
        foreach (string word in words.Skip(3))
        {
            if (word.StartsWith(Indexes, StringComparison.Ordinal) && key.Indexes is null
                && word[Indexes.Length..].Split(',') is var names && names.All(n => n.Length > 0))
            {
                key = key with { Indexes = names.ToHashSet(StringComparer.Ordinal) };
            }
            else if (word.StartsWith(Expires, StringComparison.Ordinal) && key.Expires is null
                && TimeOf(word[Expires.Length..]) is { } time)
            {
                key = key with { Expires = time };
            }
            else
            {
                return null;
            }
        }

        return (key, Convert.FromHexString(words[2]));
    }

    /// <summary>A day, which is its beginning in UTC, or a time with its zone; null if it is neither.</summary>
    public static DateTimeOffset? TimeOf(string text) =>
        DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time) ? time : null;

    /// <summary>By name alone: a number would be taken for a scope that allows whatever it likes.</summary>
    private static KeyScope? ScopeOf(string text) =>
        Array.Find(Enum.GetNames<KeyScope>(), n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse<KeyScope>(name) : null;
}
