namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Everyday words, by chance.</summary>
internal static class Phrases
{
    private static readonly string[] Words =
    [
        "the", "of", "and", "a", "to", "in", "was", "he", "she", "it", "that", "on", "for", "with", "as", "his", "her", "at", "by", "had",
            "not", "from", "but",
        "river", "evening", "letter", "house", "road", "window", "garden", "morning", "captain", "village", "mountain", "friend", "garage",
        "meeting", "report",
        "project", "budget", "delivery", "customer", "market", "season", "train", "station", "bridge", "harbour", "winter", "summer",
        "photograph", "camera", "music",
        "walked", "found", "looked", "answered", "remembered", "carried", "opened", "waited", "wrote", "asked", "returned", "arrived",
        "noticed", "began",
        "old", "small", "quiet", "cold", "bright", "early", "narrow", "heavy", "green", "open", "long", "strange", "last", "first",
        "little", "warm",
    ];

    private static readonly string[] FirstNames =
        ["Clara", "Noah", "Ines", "Emil", "Sofia", "Jonas", "Mira", "Oskar", "Lena", "Hugo", "Alma", "Viktor", "Nora", "Felix", "Ada",
            "Leo", "Ruth", "Max", "Iris", "Paul"];

    private static readonly string[] LastNames =
        ["Berger", "Novak", "Rossi", "Keller", "Janssen", "Moreau", "Silva", "Larsen", "Kowalski", "Weber", "Costa", "Lindgren", "Bauer",
            "Horvat", "Fischer", "Dumont"];

    public static string Name(Chance chance) => $"{chance.Pick(FirstNames)} {chance.Pick(LastNames)}";

    public static string Word(Chance chance) => chance.Pick(Words);

    /// <summary>So many words, the first with a capital.</summary>
    public static string Of(Chance chance, int words)
    {
        string text = string.Join(' ', Enumerable.Range(0, words).Select(_ => chance.Pick(Words)));
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    public static string Sentence(Chance chance) => Of(chance, chance.Between(4, 14)) + chance.Pick([".", ".", ".", "?", "!"]);

    /// <summary>Sentences, broken into lines no wider than a measure.</summary>
    public static List<string> Lines(Chance chance, int lines, double widthPixels, Face face, double emPixels) =>
        Broken(string.Join(' ', Enumerable.Range(0, lines * 3).Select(_ => Sentence(chance))), widthPixels, face, emPixels, lines);

    public static List<string> Broken(string text, double widthPixels, Face face, double emPixels, int mostLines = int.MaxValue)
    {
        // One letter's mean width is enough to break lines: no line is measured twice.
        int letters = Math.Max(4, (int)(widthPixels / (Lettering.Width("The quiet evening of a long winter", face, emPixels) / 34.0)) - 1);
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > letters)
            {
                lines.Add(line);
                line = "";
                if (lines.Count == mostLines)
                {
                    return lines;
                }
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        lines.Add(line);
        return lines;
    }

    public static string Date(Chance chance) => $"{chance.Between(1, 28):00}.{chance.Between(1, 12):00}.{chance.Between(2015, 2026)}";

    public static string Amount(Chance chance, int digits = 4) => $"{chance.Digits(digits)}.{chance.Below(100):00}";
}
