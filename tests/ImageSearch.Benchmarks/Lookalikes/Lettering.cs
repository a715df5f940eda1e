using System.Collections.Concurrent;
using ImageSearch.Imaging.Vips;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Words as cover of pixels: by libvips's text operation with the machine's fonts, or, where that gives nothing, as strokes, which
/// it says once.</summary>
internal static class Lettering
{
    /// <summary>libvips cuts to the ink, so a bar before the words keeps the line's height, and tells where the words begin.</summary>
    private const string Bar = "| ";

    private static readonly ConcurrentDictionary<(Face Face, double Pixels), LineMetrics> Metrics = new();
    private static readonly Lazy<bool> HasFonts = new(TryFonts);

    /// <summary>The cover of words in one line.</summary>
    /// <param name="words">ASCII; what the font has not is left to it.</param>
    /// <param name="face">The typeface.</param>
    /// <param name="emPixels">The size of the type.</param>
    public static Cover Render(string words, Face face, double emPixels)
    {
        if (words.Length == 0 || string.IsNullOrWhiteSpace(words))
        {
            return new Cover(0, 0, [], 0);
        }

        if (!HasFonts.Value)
        {
            return Strokes(words, emPixels);
        }

        LineMetrics metrics = Metrics.GetOrAdd((face, emPixels), key => Measure(key.Face, key.Pixels));
        Cover whole = Text(Bar + words, face, emPixels);
        return whole.From(metrics.Start) with { Baseline = metrics.Baseline };
    }

    public static int Width(string words, Face face, double emPixels) => Render(words, face, emPixels).Width;

    /// <summary>The size, in whole pixels, at which words are no wider than a measure, and at most as large as is said.</summary>
    public static double Fit(string words, double widthPixels, double mostEmPixels, Face face = Face.Sans) =>
        Math.Max(6, Math.Floor(Math.Min(mostEmPixels, mostEmPixels * widthPixels / Math.Max(1, Width(words, face, mostEmPixels)))));

    private static bool TryFonts()
    {
        try
        {
            VipsRuntime.EnsureStarted();
            // Without fonts every letter is the same box, and a form with another digit the same form.
            if (!Text("3", Face.Sans, 24).Cells.AsSpan().SequenceEqual(Text("8", Face.Sans, 24).Cells))
            {
                return true;
            }
        }
        catch (VipsException e)
        {
            Console.Error.WriteLine($"libvips draws no text here: {e.Message}");
        }

        Console.Error.WriteLine("WARNING: no fonts; all words are drawn as strokes, and the sets differ from those made with fonts.");
        return false;
    }

    /// <summary>Where words begin and their baseline lies, found at an H after the bar.</summary>
    private static LineMetrics Measure(Face face, double emPixels)
    {
        Cover probe = Text(Bar + "H", face, emPixels);
        int x = 0;
        while (x < probe.Width && probe.IsInked(x))
        {
            x++;
        }

        while (x < probe.Width && !probe.IsInked(x))
        {
            x++;
        }

        int baseline = probe.Height - 1;
        while (baseline > 0 && probe.Cells[(baseline * probe.Width) + Math.Min(x + 1, probe.Width - 1)] < 128)
        {
            baseline--;
        }

        // A letter may begin a little before H does.
        return new LineMetrics(Math.Max(0, x - (int)Math.Ceiling(emPixels * 0.1)), baseline + 1);
    }

    private static unsafe Cover Text(string words, Face face, double emPixels)
    {
        using var operation = new VipsOperation("text");
        string escaped = words.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
        using VipsObject mask = operation.Set("text", escaped).Set("font", FormattableString.Invariant($"{Name(face)} {emPixels:0.##}"))
            .Set("dpi", 72).RunToImage();
        byte* memory = VipsNative.WriteToMemory(mask, out nuint lengthBytes);
        if (memory == null)
        {
            throw VipsException.FromErrorBuffer();
        }

        try
        {
            return new Cover(VipsNative.GetWidth(mask), VipsNative.GetHeight(mask),
                new ReadOnlySpan<byte>(memory, checked((int)lengthBytes)).ToArray(), 0);
        }
        finally
        {
            VipsNative.Free(memory);
        }
    }

    private static string Name(Face face) => face switch
    {
        Face.Bold => "DejaVu Sans Bold",
        Face.Condensed => "DejaVu Sans Condensed",
        Face.Serif => "DejaVu Serif",
        Face.SerifBold => "DejaVu Serif Bold",
        Face.SerifItalic => "DejaVu Serif Italic",
        Face.Mono => "DejaVu Sans Mono",
        _ => "DejaVu Sans",
    };

    private static Cover Strokes(string words, double emPixels)
    {
        double capital = emPixels * 0.7;
        var canvas = new Canvas((int)Math.Ceiling(StrokeFont.Width(words, capital)) + 4, (int)Math.Ceiling(emPixels * 1.2),
            new Ink(0, 0, 0));
        StrokeFont.Draw(canvas, words, (2, emPixels * 0.2), capital, new Ink(255, 255, 255));
        byte[] rgb = canvas.ToImage().Rgb;
        return new Cover(canvas.Width, canvas.Height, [.. rgb.Where((_, i) => i % 3 == 0)], (int)Math.Round((emPixels * 0.2) + capital));
    }

    private sealed record LineMetrics(int Start, int Baseline);
}
