using ImageSearch.Files;

namespace ImageSearch.Duplicates;

/// <summary>
/// Pairs of files that are not duplicates of each other, whatever they show: a text file, one pair a line, the two full paths separated by
/// a tab. Lines that begin with # and empty ones are skipped.
/// </summary>
public sealed class IgnoredPairs
{
    private readonly HashSet<string> _pairs = new(FilePaths.Comparer);

    /// <summary>Reads the file; one that is not there holds no pairs.</summary>
    /// <exception cref="InvalidDataException">A line is no pair.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IgnoredPairs Read(string path)
    {
        var pairs = new IgnoredPairs();
        foreach ((int i, string line) in File.Exists(path) ? File.ReadLines(path).Index() : [])
        {
            if (line.Length > 0 && line[0] != '#')
            {
                string[] both = line.Split('\t');
                if (both.Length != 2)
                {
                    throw new InvalidDataException($"Line {i + 1} of '{path}' is not two paths separated by a tab.");
                }

                pairs._pairs.Add(Key(both[0], both[1]));
            }
        }

        return pairs;
    }

    /// <summary>Whether any of the paths stands in any pair.</summary>
    public bool NamesAny(IEnumerable<string> paths)
    {
        var named = _pairs.SelectMany(p => p.Split('\t')).ToHashSet(FilePaths.Comparer);
        return paths.Any(named.Contains);
    }

    /// <summary>Whether the two are a pair here, either way round.</summary>
    public bool Contains(string a, string b) => _pairs.Contains(Key(a, b));

    private static string Key(string a, string b) => FilePaths.Comparer.Compare(a, b) <= 0 ? $"{a}\t{b}" : $"{b}\t{a}";
}
