namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Reads lists of pairs.</summary>
internal static class PairList
{
    /// <summary>Reads a list; one without families takes the folder of the first image, one without halves is all for reporting.</summary>
    /// <param name="folder">Holds pairs.tsv, whose paths begin there.</param>
    public static IEnumerable<LabelledPair> Read(string folder)
    {
        foreach (string[] fields in File.ReadLines(Path.Combine(folder, "pairs.tsv")).Skip(1).Where(l => l.Length > 0).Select(l => l.Split('\t')))
        {
            yield return new LabelledPair(Path.Combine(folder, fields[0]), Path.Combine(folder, fields[1]), Enum.Parse<TrueRelation>(fields[2]),
                fields.ElementAtOrDefault(3) ?? fields[0].Split('/')[0], fields.ElementAtOrDefault(4) ?? LookalikeSet.Halves[^1]);
        }
    }
}
