using System.Text.Json.Nodes;
using ImageSearch.Comparison;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>What was expected against what was found.</summary>
internal static class RelationTable
{
    /// <summary>One line for each relation that a family has: what was found instead, the most frequent first.</summary>
    public static void WriteFamily(BenchmarkReport report, string family, string half, JudgedPair[] judged)
    {
        foreach (IGrouping<ImageRelation, JudgedPair> expected in judged.GroupBy(j => j.Pair.Relation).OrderBy(g => g.Key))
        {
            string found = string.Join(", ", expected.GroupBy(j => j.Found.Relation).OrderByDescending(g => g.Count()).Select(g => $"{g.Count()} {g.Key}"));
            string mark = expected.Any(j => j.IsWronglyOffered) ? " (!)" : "    ";
            report.Line($"{family,-26} {half,-7} {expected.Key,-16}{expected.Count(),5} pairs, {expected.Count(j => j.Found.IsOffered),4} offered{mark}: {found}");
        }
    }

    /// <summary>Rows are what was expected, columns what was found.</summary>
    public static void WriteMatrix(BenchmarkReport report, string half, JudgedPair[] judged)
    {
        ImageRelation[] all = Enum.GetValues<ImageRelation>();
        report.Line("");
        report.Line($"{half,-16}{string.Concat(all.Select(r => $"{Short(r),8}"))}{"offered",9}");
        foreach (IGrouping<ImageRelation, JudgedPair> row in judged.GroupBy(j => j.Pair.Relation).OrderBy(g => g.Key))
        {
            IEnumerable<string> cells = all.Select(r => row.Count(j => j.Found.Relation == r)).Select(n => n > 0 ? $"{n}" : ".");
            report.Line($"{row.Key,-16}{string.Concat(cells.Select(c => $"{c,8}"))}{row.Count(j => j.Found.IsOffered),9}");
        }
    }

    public static JsonObject Figures(JudgedPair[] judged) => new()
    {
        ["pairs"] = judged.Length,
        ["right"] = judged.Count(j => j.IsRight),
        ["wrongly_offered"] = judged.Count(j => j.IsWronglyOffered),
        ["duplicates"] = judged.Count(j => j.IsDuplicate),
        ["duplicates_offered"] = judged.Count(j => j.IsDuplicate && j.Found.IsOffered),
        ["depend_on_order"] = judged.Count(j => j.DependsOnOrder),
    };

    private static string Short(ImageRelation relation) => relation switch
    {
        ImageRelation.IdenticalBytes => "bytes",
        ImageRelation.IdenticalPixels => "pixels",
        ImageRelation.Reencoded => "reenc",
        ImageRelation.Recoloured => "recol",
        ImageRelation.Mirrored => "mirror",
        ImageRelation.SameScene => "scene",
        ImageRelation.SharedPart => "part",
        _ => relation.ToString().ToLowerInvariant(),
    };
}
