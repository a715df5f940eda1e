using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ImageSearch.Service.Access;

/// <summary>
/// The API keys of a file: a line each of name, scope and the key's SHA-256. Keys are 256 random bits, so that a hash without salt or
/// stretching cannot be turned back. The check takes the same time whichever key is right or wrong.
/// </summary>
public sealed class ApiKeys
{
    private const int KeyBytes = 32;

    private readonly List<(byte[] Hash, KeyScope Scope)> _keys = [];

    /// <summary>Reads a key file.</summary>
    /// <exception cref="ArgumentException">It has no key, or a line that is none.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ApiKeys Read(string path)
    {
        var keys = new ApiKeys();
        foreach ((int number, string line) in File.ReadLines(path).Index())
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length == 0 || parts[0].StartsWith('#'))
            {
                continue;
            }

            keys._keys.Add(parts.Length == 3 && Enum.TryParse(parts[1], ignoreCase: true, out KeyScope scope)
                && parts[2].Length == 2 * SHA256.HashSizeInBytes
                && parts[2].All(char.IsAsciiHexDigit)
                ? (Convert.FromHexString(parts[2]), scope)
                : throw new ArgumentException(
                    $"Line {number + 1} of the key file '{path}' is no key. Make keys with 'imagesearch new-key'."));
        }

        return keys._keys.Count > 0 ? keys
            : throw new ArgumentException($"The key file '{path}' has no key. Make one with 'imagesearch new-key'.");
    }

    /// <summary>Makes a key and appends its hash to a file, which is made if it is not there.</summary>
    /// <param name="path">The key file.</param>
    /// <param name="name">Whose key it is: no spaces.</param>
    /// <param name="scope">What it allows.</param>
    /// <returns>The key, which is nowhere kept.</returns>
    /// <exception cref="ArgumentException">The name has spaces, or is empty.</exception>
    public static string New(string path, string name, KeyScope scope)
    {
        if (name.Length == 0 || name.StartsWith('#') || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            throw new ArgumentException("A key's name has no spaces.");
        }

        string key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        string line = $"{name} {scope.ToString().ToLowerInvariant()} {Convert.ToHexStringLower(Hash(key))}\n";
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(line));
        return key;
    }

    /// <summary>What a key allows; null if it is none of ours.</summary>
    internal KeyScope? Find(string key)
    {
        byte[] hash = Hash(key);
        KeyScope? found = null;
        foreach ((byte[] known, KeyScope scope) in _keys)
        {
            // No way out early: how long it takes must not tell which key it was.
            found = CryptographicOperations.FixedTimeEquals(known, hash) ? scope : found;
        }

        return found;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
