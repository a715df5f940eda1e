using System.Globalization;

namespace ImageSearch.Pictures;

/// <summary>What a picture says about its match in words, beside the verdict.</summary>
internal static class MatchWords
{
    private const string Accented = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöøùúûüýÿąćčďęěłńňőřśšťůűźżžĄĆČĎĘĚŁŃŇŐŘŚŠŤŮŰŹŻŽ";
    private const string Bare = "AAAAAACEEEEIIIINOOOOOOUUUUYaaaaaaceeeeiiiinoooooouuuuyyaccdeelnnorsstuuzzzACCDEELNNORSSTUUZZZ";

    public static string Verdict(PicturedMatch match) => match.Verdict ?? "votes alone, not compared";

    public static string Evidence(PicturedMatch match, int drawn)
    {
        var words = new List<string>();
        if (match is { Relation: { } relation, Confidence: { } confidence })
        {
            words.Add($"{relation}, confidence {ComparisonWords.Confidence(confidence)}");
            words.Add(Count(match.Joined.Count, "inlier") + (drawn < match.Joined.Count ? $" (lines of {drawn})" : ""));
        }

        if (match.Votes is { } votes)
        {
            words.Add(Count(votes, "vote"));
        }

        if (match.PerceptualHashDistance is { } bits)
        {
            words.Add($"perceptual hashes differ in {bits} of 64 bits");
        }

        if (match.IsMirrored)
        {
            words.Add("mirrored");
        }

        if (match.Relation is not null)
        {
            string agreement = match.Agreement is { } share ? $", {ComparisonWords.Percent(share)} of what can be compared agrees" : "";
            words.Add((match.IsConfirmed ? "pixels compared" : "by keypoints alone") + agreement);
        }

        return string.Join(", ", words);
    }

    /// <summary>A file's name, as far as strokes can write it: accents are left out.</summary>
    public static string NameOf(string path) => string.Concat(Path.GetFileName(path).Select(Plain));

    /// <summary>A letter without its accent. A table, because without its libraries of languages .NET takes no letter apart.</summary>
    private static char Plain(char c)
    {
        int at = Accented.IndexOf(c, StringComparison.Ordinal);
        return at < 0 ? c : Bare[at];
    }

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
