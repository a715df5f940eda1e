using ImageSearch.Comparison;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Reads lists of pairs.</summary>
internal static class PairList
{
    private const string FileName = "pairs.tsv";

    /// <summary>What different images of a folder without a list are to each other, by the words that its name ends with.</summary>
    private static readonly (string Ending, ImageRelation Relation)[] Known =
    [
        ("same-date-stamp", ImageRelation.SharedPart),
        ("qr-codes", ImageRelation.SharedPart),
        ("initials", ImageRelation.SharedPart),
        ("colour-variants", ImageRelation.Recoloured),
        ("flags", ImageRelation.Edited),
        ("white-on-transparent", ImageRelation.None),
    ];

    /// <summary>
    /// Reads a list; one without families takes the folders of the set and of the first image, one without halves is all for reporting.
    /// Where there is no list, every folder is a family and every pair in it is one.
    /// </summary>
    /// <param name="folder">Holds pairs.tsv, whose paths begin there.</param>
    /// <exception cref="InvalidDataException">There is no list, and a folder whose pairs are not known.</exception>
    public static IEnumerable<LabelledPair> Read(string folder) =>
        File.Exists(Path.Combine(folder, FileName)) ? Listed(folder) : Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
        .SelectMany(Drawn);

    private static IEnumerable<LabelledPair> Listed(string folder)
    {
        string set = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        foreach (string[] fields in File.ReadLines(Path.Combine(folder, FileName)).Skip(1).Where(l => l.Length > 0)
            .Select(l => l.Split('\t')))
        {
            yield return new LabelledPair(Path.Combine(folder, fields[0]), Path.Combine(folder, fields[1]),
                Enum.Parse<ImageRelation>(fields[2]),
                fields.ElementAtOrDefault(3) ?? $"{set}-{fields[0].Split('/')[0]}", fields.ElementAtOrDefault(4)
                ?? LookalikeSet.Halves[^1]);
        }
    }

    private static IEnumerable<LabelledPair> Drawn(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)];
        foreach ((string first, string second) in files.SelectMany((f, i) => files.Skip(i + 1).Select(s => (f, s))))
        {
            yield return new LabelledPair(
                first, second, Relate(folder, Path.GetFileNameWithoutExtension(first), Path.GetFileNameWithoutExtension(second)),
                Path.GetFileName(folder), LookalikeSet.Halves[^1]);
        }
    }

    private static ImageRelation Relate(string folder, string first, string second)
    {
        if (first.Replace("-copy", "", StringComparison.Ordinal) == second.Replace("-copy", "", StringComparison.Ordinal))
        {
            return ImageRelation.IdenticalBytes;
        }

        if (first == "collage" || second == "collage")
        {
            return ImageRelation.Cropped;
        }

        return first.StartsWith("source", StringComparison.Ordinal) ? ImageRelation.None
            : Known.FirstOrDefault(k => folder.EndsWith(k.Ending, StringComparison.Ordinal)) is { Ending: not null } known ? known.Relation
            : throw new InvalidDataException($"{folder} has no {FileName}, and what its pairs are is not known.");
    }
}
