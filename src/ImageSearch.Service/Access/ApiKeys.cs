using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ImageSearch.Files;

namespace ImageSearch.Service.Access;

/// <summary>
/// The API keys of a file: a line each of name, scope and the key's SHA-256, and its limits. Keys are 256 random bits, so that a hash
/// without salt or stretching cannot be turned back. The check takes the same time whichever key is right or wrong.
/// </summary>
public sealed class ApiKeys
{
    private const int KeyBytes = 32;

    private readonly List<(ApiKey Key, byte[] Hash)> _keys = [];

    /// <summary>How many keys there are.</summary>
    public int Count => _keys.Count;

    /// <summary>Reads a key file.</summary>
    /// <exception cref="ArgumentException">It has no key, a line that is none, or two keys of one name.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ApiKeys Read(string path)
    {
        return Parse(path, ReadText(path));
    }

    /// <summary>The same of a text that was read already.</summary>
    internal static ApiKeys Parse(string path, string text)
    {
        ApiKeys keys = ParseLines(path, text);
        return keys._keys.Count > 0 ? keys
            : throw new ArgumentException($"The key file '{path}' has no key. Make one with 'imagesearch new-key'.");
    }

    /// <summary>Makes a key and adds its hash to a file, which is made if it is not there; it is written beside and moved into
    /// place.</summary>
    /// <param name="path">The key file.</param>
    /// <param name="name">Whose key it is: no spaces, and no name that the file has already.</param>
    /// <param name="scope">What it allows.</param>
    /// <param name="indexes">The names of the indexes that it is for; null for all.</param>
    /// <param name="expires">When it expires: a date (its beginning in UTC) or a time with its zone; null for never.</param>
    /// <returns>The key, which is nowhere kept.</returns>
    /// <exception cref="ArgumentException">The name has spaces, is empty or taken; an index's name or the time is none; or the file has a
    /// line that is no key. It is as it was.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static string New(string path, string name, KeyScope scope, IReadOnlyCollection<string>? indexes = null, string? expires = null)
    {
        if (name.Length == 0 || name.StartsWith('#') || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            throw new ArgumentException("A key's name has no spaces.");
        }

        ApiKey made = Limited(name, scope, indexes, expires);

        string target = LinkTarget.Resolve(Path.GetFullPath(path));
        string text = File.Exists(target) ? File.ReadAllText(target) : "";
        if (ParseLines(path, text)._keys.Any(k => k.Key.Name == name))
        {
            throw new ArgumentException($"The key file '{path}' has a key called '{name}' already. Take another name, or delete its line.");
        }

        string key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        string start = text.Length == 0 || text.EndsWith('\n') ? text : text + "\n";
        Replace(target, $"{start}{KeyLine.Write(made, Hash(key))}\n");
        return key;
    }

    /// <summary>Whose key it is and what it allows, also where it has expired; null if it is none of ours.</summary>
    internal ApiKey? Find(string key)
    {
        byte[] hash = Hash(key);
        ApiKey? found = null;
        foreach ((ApiKey own, byte[] known) in _keys)
        {
            // No way out early: how long it takes must not tell which key it was.
            found = CryptographicOperations.FixedTimeEquals(known, hash) ? own : found;
        }

        return found;
    }

    /// <summary>The text of a key file.</summary>
    /// <inheritdoc cref="Read"/>
    internal static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
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

    private static ApiKey Limited(string name, KeyScope scope, IReadOnlyCollection<string>? indexes, string? expires)
    {
        foreach (string index in indexes ?? [])
        {
            if (IndexSource.Parse($"{index}=file").Name != index)
            {
                throw new ArgumentException($"'{index}' is not the name of an index; GET /api/v1/indexes lists them.");
            }
        }

        DateTimeOffset? time = expires is null ? null : KeyLine.TimeOf(expires)
            ?? throw new ArgumentException(
                $"'{expires}' is not a time. Write a date like 2027-01-31 (its beginning in UTC) or a time like 2027-01-31T18:00Z.");
        return new ApiKey(name, scope, indexes is { Count: > 0 } ? indexes.ToHashSet(StringComparer.Ordinal) : null, time);
    }

    private static ApiKeys ParseLines(string path, string text)
    {
        var keys = new ApiKeys();
        foreach ((int number, string line) in text.Split('\n').Index())
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length == 0 || parts[0].StartsWith('#'))
            {
                continue;
            }

            if (KeyLine.Read(parts) is not { } key)
            {
                throw new ArgumentException($"Line {number + 1} of the key file '{path}' is no key. Make keys with 'imagesearch new-key'.");
            }

            if (keys._keys.Any(k => k.Key.Name == parts[0]))
            {
                throw new ArgumentException(
                    $"Line {number + 1} of the key file '{path}' is a second key called '{parts[0]}'. Give it another name.");
            }

            keys._keys.Add(key);
        }

        return keys;
    }

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
