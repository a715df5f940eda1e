using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Pairs side by side, to be looked at.</summary>
internal static class ContactSheet
{
    private const int Columns = 3;
    private const int Rows = 5;
    private const int CellPixels = 260;
    private const int GapPixels = 8;
    private const int CaptionPixels = 24;

    /// <summary>One PNG a family, of pairs spread over it.</summary>
    public static void WriteAll(IEnumerable<LabelledPair> all, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (IGrouping<string, LabelledPair> family in all.GroupBy(p => p.Family))
        {
            LabelledPair[] pairs = [.. family];
            int shown = Math.Min(pairs.Length, Columns * Rows);
            File.WriteAllBytes(Path.Combine(folder, $"{family.Key}.png"),
                Encode.Png(Draw([.. Enumerable.Range(0, shown).Select(i => pairs[i * pairs.Length / shown])])));
        }
    }

    private static ColourImage Draw(LabelledPair[] pairs)
    {
        int wide = (2 * CellPixels) + (3 * GapPixels), high = CellPixels + CaptionPixels + GapPixels,
            rows = (pairs.Length + Columns - 1) / Columns;
        var sheet = new Sheet(Columns * wide, rows * high, new Ink(70, 70, 80));
        foreach ((int i, LabelledPair pair) in pairs.Index())
        {
            int left = (i % Columns * wide) + GapPixels, top = i / Columns * high;
            sheet.Words($"{pair.Relation}: {Path.GetFileName(pair.First)}, {Path.GetFileName(pair.Second)}", left, top + 17, 12,
                new Ink(255, 255, 255), Face.Condensed);
            foreach ((int j, string file) in new[] { pair.First, pair.Second }.Index())
            {
                sheet.Paste(Pixels.Read(file, CellPixels), left + (j * (CellPixels + GapPixels)), top + CaptionPixels);
            }
        }

        return sheet.Image;
    }
}
