using System.Text.RegularExpressions;

namespace ImageSearch.Service;

/// <summary>An index file and the name that it has in URLs.</summary>
/// <param name="Name">Letters, digits, dots, hyphens and underscores.</param>
/// <param name="Path">The file.</param>
public sealed partial record IndexSource(string Name, string Path)
{
    /// <summary>Where it comes from, if not from the file.</summary>
    internal Storage.IIndexHome? Home { get; init; }

    /// <summary>From NAME=FILE, or from a file, whose name without its ending is then the name.</summary>
    /// <exception cref="ArgumentException">It names no file, or a name that is not fit for URLs.</exception>
    public static IndexSource Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        bool named = equals > 0 && !File.Exists(text) && NameForm().IsMatch(text[..equals]);
        string path = named ? text[(equals + 1)..] : text;
        string name = named ? text[..equals] : Regex.Replace(System.IO.Path.GetFileNameWithoutExtension(path), "[^A-Za-z0-9._-]", "-");
        return path.Length > 0 && NameForm().IsMatch(name)
            ? new IndexSource(name, System.IO.Path.GetFullPath(path))
            : throw new ArgumentException(
                $"'{text}' is no index: write FILE, or NAME=FILE with a name of letters, digits, dots, hyphens and underscores.");
    }

    [GeneratedRegex("^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$")]
    private static partial Regex NameForm();
}
