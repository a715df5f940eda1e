using System.Text;
using System.Text.RegularExpressions;

namespace ImageSearch.Ingest;

/// <summary>
/// A pattern of names as PowerShell's wildcards: * (any run), ? (one letter), [a-z] (one of these), a backtick before what stands for
/// itself; case is ignored. One without a separator is meant of names, one with a separator of paths from the folder on, where * goes over
/// separators too.
/// </summary>
internal sealed class NamePattern
{
    private readonly Regex? _regex;
    private readonly bool _isPath;

    public NamePattern(string text)
    {
        Text = text;
        string plain = text.Replace('\\', Path.DirectorySeparatorChar == '\\' ? '/' : '\\');
        _isPath = plain.TrimEnd('/').Contains('/', StringComparison.Ordinal);
        plain = plain.StartsWith("./", StringComparison.Ordinal) ? plain[2..] : plain;
        Problem = Path.IsPathRooted(plain) ? "it is a full path, and paths are meant from the folder on"
            : plain.Split('/').Contains("..") ? "nothing lies above the folder" : plain.Trim('/').Length == 0 ? "it has no letters" : null;
        string? regex = ToRegex(plain.TrimEnd('/'));
        Problem ??= regex is null ? "a bracket is not closed, or has nothing in it" : null;
        _regex = Problem is null
            ? new Regex($"^{regex}$",
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking) : null;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Why it can never match; null if it can.</summary>
    public string? Problem { get; }

    /// <summary>Whether it matches a file by its name, or by its path from the folder on.</summary>
    public bool MatchesFile(string relativePath) =>
        _regex?.IsMatch(_isPath ? relativePath : relativePath[(relativePath.LastIndexOf('/') + 1)..]) == true;

    /// <summary>Whether it matches a folder that a file lies in, by the folder's name or path.</summary>
    public bool MatchesFolderOf(string relativePath)
    {
        for (int end = relativePath.LastIndexOf('/'); end > 0; end = relativePath.LastIndexOf('/', end - 1))
        {
            if (MatchesFile(relativePath[..end]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Null if a bracket is not closed, or has nothing in it.</summary>
    private static string? ToRegex(string pattern)
    {
        var regex = new StringBuilder();
        for (int i = 0; i < pattern.Length; i++)
        {
            char letter = pattern[i];
            if (letter == '[')
            {
                int end = pattern.IndexOf(']', i + 1);
                if (end <= i + 1)
                {
                    return null;
                }

                string inner = pattern[(i + 1)..end];
                bool isReversed = Enumerable.Range(1, Math.Max(0, inner.Length - 2))
                    .Any(at => inner[at] == '-' && inner[at - 1] > inner[at + 1]);
                if (isReversed)
                {
                    return null;
                }

                // Within brackets only what .NET would read otherwise is escaped; a hyphen between two letters stays a range.
                regex.Append('[').Append(string.Concat(inner.Select(c => c is '\\' or '[' or '^' ? "\\" + c : c.ToString()))).Append(']');
                i = end;
                continue;
            }

            bool isEscaped = letter == '`' && i + 1 < pattern.Length;
            regex.Append(isEscaped ? Regex.Escape(pattern[++i].ToString())
                : letter switch { '*' => ".*", '?' => ".", _ => Regex.Escape(letter.ToString()) });
        }

        return regex.ToString();
    }
}
