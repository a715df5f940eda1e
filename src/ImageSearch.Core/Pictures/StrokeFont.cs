namespace ImageSearch.Pictures;

/// <summary>
/// Words as strokes, for pictures made where no font is installed. A glyph is a list of lines, a line a list of points, a point two
/// characters: x from the left, 0 to 8, and y from the top, 0 to 10 (A), the baseline at 8. Characters that it has not are question marks.
/// </summary>
internal static class StrokeFont
{
    /// <summary>From the top of capitals to the baseline.</summary>
    private const double CapitalUnits = 8;

    private const int GapUnits = 2;
    private const int SpaceUnits = 4;
    private const double StrokeUnits = 1.05;
    private const char First = '!';

    /// <summary>From ! to ~.</summary>
    private static readonly string[] Glyphs =
    [
        "0005 0808", "0002 2022", "2018 5048 0353 0656", "514010010314445557481807 3038", "6008 1021120110 5667584756",
            "581211203041420507183856", "0002",
        "20020628", "00222608", "2226 0345 0543", "0545 2327", "1809", "0535", "0808", "4008",
        "104051574818070110", "022028", "01104051530858", "01104051534424 445557481807", "40064656 4348", "500003435457481807",
        "514010010718485754431304",
        "005028", "104051534414030110 144455574818070514", "071848575140100104154554",
        "0404 0808", "0404 1809", "430547", "0444 0646", "034507", "01103041422425 2828",
        "533324263747535667767351210306182858",
        "083068 1555", "08004051534404 4455574808", "5140200206284857", "08003053563808", "50000858 0444", "500008 0444",
        "51402002062848575434",
        "0008 5058 0454", "0008", "4046281806", "0008 5005 2358", "000848", "0800346068", "08005850", "204062664828060220",
        "08004051534404",
        "204062664828060220 4668", "08004051534404 3458", "514010010314445557481807", "0060 3038", "000718485750", "003860", "0028426880",
        "0058 5008", "003460 3438", "00500858", "20000828", "0048", "00202808", "022042", "0959", "0011",
        "13334448 45150607183847", "0008 0413334447381807", "4433130407183847", "4048 4433130407183847", "05454433130407183847",
        "30201118 0333",
        "43491A3A 4433130407183847", "0008 0413334448", "0308 0101", "23291A0A 2121", "0008 4306 1548", "000718",
        "0308 0413233438 3443536468",
        "0308 0413334448", "133344473818070413", "030A 0413334447381807", "434A 4433130407183847", "0308 052333", "44331304153647381807",
        "11172838 0333",
        "0307183847 4348", "032843", "0318345863", "0348 4308", "0328 431A0A", "03430848",
        "30212304252738", "0009", "00111334151708", "05143544",
    ];

    /// <summary>How wide words are, in pixels, whose capitals are so high.</summary>
    public static double Width(string words, double capitalPixels) =>
        words.Sum(c => c == ' ' ? SpaceUnits : Breadth(GlyphOf(c)) + GapUnits) * capitalPixels / CapitalUnits;

    /// <summary>Draws words in one line, from the left end of the capitals' top.</summary>
    public static void Draw(Canvas canvas, string words, (double X, double Y) at, double capitalPixels, Ink ink)
    {
        double unit = capitalPixels / CapitalUnits, x = at.X;
        foreach (char c in words)
        {
            if (c == ' ')
            {
                x += SpaceUnits * unit;
                continue;
            }

            string glyph = GlyphOf(c);
            foreach (string line in glyph.Split(' '))
            {
                for (int i = 0; i + 2 < line.Length || i == 0; i += 2)
                {
                    canvas.Line(Point(line, i), Point(line, i + 2), StrokeUnits * unit, ink, canvas.All);
                }
            }

            x += (Breadth(glyph) + GapUnits) * unit;
        }

        (double X, double Y) Point(string line, int i) => (x + (Digit(line[i]) * unit), at.Y + (Digit(line[i + 1]) * unit));
    }

    /// <summary>Words that are too wide lose their middle: the ends tell files apart.</summary>
    public static string Fit(string words, double capitalPixels, double widthPixels)
    {
        string fitted = words;
        for (int kept = words.Length - 1; kept > 1 && Width(fitted, capitalPixels) > widthPixels; kept--)
        {
            fitted = $"{words[..(kept / 2)]}...{words[^((kept + 1) / 2)..]}";
        }

        return fitted;
    }

    /// <summary>Words in as many lines as they need; what is too wide by itself loses its middle.</summary>
    public static IEnumerable<string> Wrap(string words, double capitalPixels, double widthPixels)
    {
        string line = "";
        foreach (string word in words.Split(' '))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && Width(longer, capitalPixels) > widthPixels)
            {
                yield return Fit(line, capitalPixels, widthPixels);
                longer = word;
            }

            line = longer;
        }

        yield return Fit(line, capitalPixels, widthPixels);
    }

    private static string GlyphOf(char c) => c >= First && c - First < Glyphs.Length ? Glyphs[c - First] : Glyphs['?' - First];

    private static int Breadth(string glyph)
    {
        int most = 0;
        foreach (string line in glyph.Split(' '))
        {
            for (int i = 0; i < line.Length; i += 2)
            {
                most = Math.Max(most, Digit(line[i]));
            }
        }

        return most;
    }

    private static int Digit(char c) => c <= '9' ? c - '0' : c - 'A' + 10;
}
