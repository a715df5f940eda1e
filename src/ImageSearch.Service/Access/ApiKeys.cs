using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ImageSearch.Files;

namespace ImageSearch.Service.Access;

/// <summary>
/// The API keys of a file: a line each of name, scope and the key's SHA-256. Keys are 256 random bits, so that a hash without salt or
/// stretching cannot be turned back. The check takes the same time whichever key is right or wrong.
/// </summary>
public sealed class ApiKeys
{
    private const int KeyBytes = 32;

    private readonly List<(string Name, byte[] Hash, KeyScope Scope)> _keys = [];

    /// <summary>How many keys there are.</summary>
    public int Count => _keys.Count;

    /// <summary>Reads a key file.</summary>
    /// <exception cref="ArgumentException">It has no key, a line that is none, or two keys of one name.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ApiKeys Read(string path)
    {
        ApiKeys keys = Parse(path, ReadLines(path));
        return keys._keys.Count > 0 ? keys
            : throw new ArgumentException($"The key file '{path}' has no key. Make one with 'imagesearch new-key'.");
    }

    /// <summary>Makes a key and adds its hash to a file, which is made if it is not there; it is written beside and moved into
    /// place.</summary>
    /// <param name="path">The key file.</param>
    /// <param name="name">Whose key it is: no spaces, and no name that the file has already.</param>
    /// <param name="scope">What it allows.</param>
    /// <returns>The key, which is nowhere kept.</returns>
    /// <exception cref="ArgumentException">The name has spaces, is empty or taken; or the file has a line that is no key. It is as it
    /// was.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static string New(string path, string name, KeyScope scope)
    {
        if (name.Length == 0 || name.StartsWith('#') || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            throw new ArgumentException("A key's name has no spaces.");
        }

        string target = LinkTarget.Resolve(Path.GetFullPath(path));
        string text = File.Exists(target) ? File.ReadAllText(target) : "";
        if (Parse(path, text.Split('\n'))._keys.Any(k => k.Name == name))
        {
            throw new ArgumentException($"The key file '{path}' has a key called '{name}' already. Take another name, or delete its line.");
        }

        string key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        string start = text.Length == 0 || text.EndsWith('\n') ? text : text + "\n";
        Replace(target, $"{start}{name} {scope.ToString().ToLowerInvariant()} {Convert.ToHexStringLower(Hash(key))}\n");
        return key;
    }

    /// <summary>Whose key it is and what it allows; null if it is none of ours.</summary>
    internal (string Name, KeyScope Scope)? Find(string key)
    {
        byte[] hash = Hash(key);
        (string, KeyScope)? found = null;
        foreach ((string name, byte[] known, KeyScope scope) in _keys)
        {
            // No way out early: how long it takes must not tell which key it was.
            found = CryptographicOperations.FixedTimeEquals(known, hash) ? (name, scope) : found;
        }

        return found;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException e)
        {
            throw new IOException($"The key file '{path}' (--keys) could not be read: {e.Message}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException($"The key file '{path}' (--keys) could not be read: {e.Message}", e);
        }
    }

    private static ApiKeys Parse(string path, IEnumerable<string> lines)
    {
        var keys = new ApiKeys();
        foreach ((int number, string line) in lines.Index())
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length == 0 || parts[0].StartsWith('#'))
            {
                continue;
            }

            bool isKey = parts.Length == 3 && parts[2].Length == 2 * SHA256.HashSizeInBytes && parts[2].All(char.IsAsciiHexDigit);
            KeyScope? scope = isKey ? ScopeOf(parts[1]) : null;
            if (scope is null)
            {
                throw new ArgumentException($"Line {number + 1} of the key file '{path}' is no key. Make keys with 'imagesearch new-key'.");
            }

            if (keys._keys.Any(k => k.Name == parts[0]))
            {
                throw new ArgumentException(
                    $"Line {number + 1} of the key file '{path}' is a second key called '{parts[0]}'. Give it another name.");
            }

            keys._keys.Add((parts[0], Convert.FromHexString(parts[2]), scope.Value));
        }

        return keys;
    }

    /// <summary>By name alone: a number would be taken for a scope that allows whatever it likes.</summary>
    private static KeyScope? ScopeOf(string text) =>
        Array.Find(Enum.GetNames<KeyScope>(), n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse<KeyScope>(name) : null;

    private static void Replace(string target, string text)
    {
        string beside = $"{target}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(beside, options))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            FileOwner.Copy(target, beside);
            File.Move(beside, target, overwrite: true);
            FolderFlush.WaitForNameOf(target);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
