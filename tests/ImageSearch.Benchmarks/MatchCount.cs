namespace ImageSearch.Benchmarks;

/// <summary>How many matches were made and how many of them the homography confirms.</summary>
internal readonly record struct MatchCount(int Matches, int Correct)
{
    /// <summary>The share that is right.</summary>
    public double Precision => Math.Round(Correct / (double)Math.Max(1, Matches), 4);

    public static MatchCount operator +(MatchCount a, MatchCount b) => new(a.Matches + b.Matches, a.Correct + b.Correct);
}
