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
            string found = string.Join(", ", expected.GroupBy(j => j.Found.Relation).OrderByDescending(g => g.Count())
                .Select(g => $"{g.Count()} {g.Key}"));
            string mark = expected.Any(j => j.IsWronglyOffered) ? " (!)" : "    ";
            report.Line($"{family,-26} {half,-7} {expected.Key,-16}{expected.Count(),5} pairs, {expected.Count(j => j.Found.IsOffered),4} "
                + $"offered{mark}: {found}");
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

    /// <summary>For each relation that was found: of the answers of some confidence, how many are right. What is none is no
    /// answer.</summary>
    public static void WriteConfidence(BenchmarkReport report, string half, JudgedPair[] judged)
    {
        report.Line("");
        report.Line($"{half,-16}{string.Concat(Bands.Select(b => $"{$"from {b.From:0.00}",18}"))}   (right of answers)");
        foreach (IGrouping<ImageRelation, JudgedPair> row in judged.Where(j => j.Found.Relation != ImageRelation.None)
            .GroupBy(j => j.Found.Relation).OrderBy(g => g.Key))
        {
            report.Line($"{row.Key,-16}{string.Concat(Bands.Select(b => $"{RightOf([.. row.Where(b.Holds)]),18}"))}");
        }

        JudgedPair[] answered = [.. judged.Where(j => j.Found.Relation != ImageRelation.None)];
        report.Line($"{"all",-16}{string.Concat(Bands.Select(b => $"{RightOf([.. answered.Where(b.Holds)]),18}"))}");
    }

    private static readonly Band[] Bands = [new(0, 0.5), new(0.5, 0.75), new(0.75, 0.95), new(0.95, 1.01)];

    private static string RightOf(JudgedPair[] judged) => judged.Length == 0 ? "." : $"{judged.Count(j => j.IsRight)} of {judged.Length}";

    public static JsonObject Figures(JudgedPair[] judged) => new()
    {
        ["pairs"] = judged.Length,
        ["right"] = judged.Count(j => j.IsRight),
        ["wrongly_offered"] = judged.Count(j => j.IsWronglyOffered),
        ["duplicates"] = judged.Count(j => j.IsDuplicate),
        ["duplicates_offered"] = judged.Count(j => j.IsDuplicate && j.Found.IsOffered),
        ["sure"] = judged.Count(j => j.Found is { Relation: not ImageRelation.None, Confidence: >= 0.95 }),
        ["sure_and_right"] = judged.Count(j => j.IsRight && j.Found is { Relation: not ImageRelation.None, Confidence: >= 0.95 }),
        ["depend_on_order"] = judged.Count(j => j.DependsOnOrder),
    };

    /// <summary>Answers of some confidence.</summary>
    private sealed record Band(double From, double Below)
    {
        public bool Holds(JudgedPair judged) => judged.Found.Confidence >= From && judged.Found.Confidence < Below;
    }

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
