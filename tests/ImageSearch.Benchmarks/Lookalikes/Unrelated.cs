using ImageSearch.Comparison;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Photographs that have nothing in common, as far as their collections say.</summary>
internal static class Unrelated
{
    private const int Pairs = 60;

    public static void Make(Workshop shop)
    {
        string[] files = [.. Enumerable.Range(0, 40).Select(i => shop.Jpeg($"{i:00}", shop.Photo()))];
        for (int i = 0; i < Pairs; i++)
        {
            int first = i % files.Length, second = (first + 1 + shop.Chance.Below(files.Length - 1)) % files.Length;
            shop.Pair(files[first], files[second], ImageRelation.None);
        }
    }
}
