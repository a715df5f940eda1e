namespace ImageSearch.Pictures;

/// <summary>The words above a picture: the verdict, the evidence, and what the colours mean, in as many lines as they need.</summary>
internal sealed class MatchHead
{
    private const double VerdictPixels = 16;
    private const double WordsPixels = 10;
    private const int VerdictLine = 30;
    private const int WordsLine = 20;
    private const int SwatchPixels = 12;
    private const int Below = 20;

    private readonly List<(string Words, double Pixels, Ink Ink, int Top)> _lines = [];
    private readonly List<(string Words, Ink Ink)> _legend = [];
    private readonly int _left;
    private readonly int _legendTop;

    /// <param name="match">What is drawn.</param>
    /// <param name="lines">How many of its points are joined by lines.</param>
    /// <param name="margin">Left, right and above.</param>
    /// <param name="width">Of the picture.</param>
    public MatchHead(PicturedMatch match, int lines, int margin, int width)
    {
        _left = margin;
        int top = margin;
        foreach (string line in StrokeFont.Wrap(MatchWords.Verdict(match), VerdictPixels, width - (2 * margin)))
        {
            _lines.Add((line, VerdictPixels, Inks.Text, top));
            top += VerdictLine;
        }

        foreach (string line in StrokeFont.Wrap(MatchWords.Evidence(match, lines), WordsPixels, width - (2 * margin)))
        {
            _lines.Add((line, WordsPixels, Inks.Faint, top));
            top += WordsLine;
        }

        _legendTop = top;
        for (int i = 0; i < Math.Min(match.Parts.Count, Inks.Parts.Count); i++)
        {
            _legend.Add((match.Parts.Count == 1 ? "in common" : $"part {i + 1}", Inks.OfPart(i)));
        }

        if (match.Shaded.Count > 0)
        {
            _legend.Add(("differs", Inks.Difference));
        }

        Height = top + (_legend.Count > 0 ? WordsLine : 0) + Below - (WordsLine / 2);
    }

    /// <summary>Where the images begin.</summary>
    public int Height { get; }

    public void Draw(Canvas canvas)
    {
        foreach ((string words, double pixels, Ink ink, int top) in _lines)
        {
            StrokeFont.Draw(canvas, words, (_left, top), pixels, ink);
        }

        double x = _left;
        foreach ((string words, Ink ink) in _legend)
        {
            canvas.Fill([(x, _legendTop), (x + SwatchPixels, _legendTop), (x + SwatchPixels, _legendTop + SwatchPixels - 2),
                (x, _legendTop + SwatchPixels - 2)], ink, canvas.All);
            StrokeFont.Draw(canvas, words, (x + SwatchPixels + 8, _legendTop), WordsPixels, Inks.Faint);
            x += SwatchPixels + 28 + StrokeFont.Width(words, WordsPixels);
        }
    }
}
