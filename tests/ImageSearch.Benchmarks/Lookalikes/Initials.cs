using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Initials in one disc, as programs draw for people without a photograph.</summary>
internal static class Initials
{
    public static void Make(Workshop shop)
    {
        Chance chance = shop.Chance;
        Ink ink = Tones.Any(chance);
        char[] single = shop.IsTuning ? ['A', 'B', 'E', 'G', 'K', 'M', 'P'] : ['C', 'D', 'H', 'N', 'R', 'S', 'Z'];
        shop.Pairs([.. single.Select(c => shop.Png($"{c}", Draw($"{c}", 128, ink)))], ImageRelation.SharedPart);
        Ink second = Tones.Any(chance);
        string[] pairs = [.. Enumerable.Range(0, 6)
            .Select(i => $"{(char)('A' + chance.Below(26))}{(char)('A' + (((i * 4) + chance.Below(4)) % 26))}")];
        shop.Pairs([.. pairs.Select((p, i) => shop.Png($"{i}{p}", Draw(p, 256, second)))], ImageRelation.SharedPart);
    }

    private static ColourImage Draw(string letters, int side, Ink ink)
    {
        var sheet = new Sheet(side, side, new Ink(255, 255, 255));
        sheet.Disc(side / 2.0, side / 2.0, side * 0.48, ink);
        double em = side * (letters.Length == 1 ? 0.5 : 0.4);
        sheet.WordsAt(letters, side / 2.0, (side / 2.0) + (em * 0.36), em, new Ink(255, 255, 255));
        return sheet.Image;
    }
}
