using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>What all covers of a series have in common.</summary>
/// <param name="Series">The series' name.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="Face">The titles' typeface.</param>
/// <param name="IsLow">Whether titles stand in the lower half.</param>
/// <param name="SmallPrint">Two lines at the foot.</param>
internal sealed record CoverStyle(string Series, Ink Ink, Face Face, bool IsLow, string[] SmallPrint)
{
    public static CoverStyle Of(Chance chance) =>
        new($"{Phrases.Of(chance, 1)} Classics", Tones.Any(chance), chance.Is(0.5) ? Face.SerifBold : Face.Bold, chance.Is(0.5),
    [
        $"A film by {Phrases.Name(chance)}, music {Phrases.Name(chance)}, camera {Phrases.Name(chance)}",
        $"Produced by {Phrases.Name(chance)} and {Phrases.Name(chance)}. All rights reserved.",
    ]);
}
