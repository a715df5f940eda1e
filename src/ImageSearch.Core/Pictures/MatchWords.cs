using System.Globalization;

namespace ImageSearch.Pictures;

/// <summary>What a picture says about its match in words.</summary>
internal static class MatchWords
{
    private const string Accented = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöøùúûüýÿąćčďęěłńňőřśšťůűźżžĄĆČĎĘĚŁŃŇŐŘŚŠŤŮŰŹŻŽ";
    private const string Bare = "AAAAAACEEEEIIIINOOOOOOUUUUYaaaaaaceeeeiiiinoooooouuuuyyaccdeelnnorsstuuzzzACCDEELNNORSSTUUZZZ";

    public static string Verdict(PicturedMatch match) => (match.IsMatch, match.Confidence) switch
    {
        (null, _) => "votes alone, not verified",
        (true, { } confidence) => string.Create(CultureInfo.InvariantCulture, $"match, confidence {confidence:0.00}"),
        (true, null) => "match",
        (false, { } confidence) => string.Create(CultureInfo.InvariantCulture, $"no match, confidence {confidence:0.00}"),
        (false, null) => "no match",
    };

    public static string Evidence(PicturedMatch match, int drawn)
    {
        var words = new List<string>();
        if (match.IsMatch is not null || match.Points.Count > 0)
        {
            words.Add(Count(match.Points.Count, "inlier") + (drawn < match.Points.Count ? $" (lines of {drawn})" : ""));
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

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
