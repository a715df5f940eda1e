using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Tests.Pictures;

public sealed class StrokeFontTests
{
    private static readonly string Printable = string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c));

    [Fact]
    public void Draw_DrawsEveryPrintableCharacterDifferently()
    {
        string[] drawn = [.. Printable.Select(c => Convert.ToHexString(Draw(c.ToString()).Rgb))];
        Assert.Equal(Printable.Length, drawn.Distinct().Count());
        Assert.DoesNotContain(Convert.ToHexString(Draw(" ").Rgb), drawn);
    }

    [Fact]
    public void Draw_StaysWithinItsWidth() => Assert.All(Printable, c =>
    {
        ColourImage image = Draw(c.ToString());
        int last = Enumerable.Range(0, image.Rgb.Length / 3).Where(i => image.Rgb[i * 3] > 0).Max(i => i % image.Width);
        Assert.InRange(last, 10, 10 + StrokeFont.Width(c.ToString(), 16));
    });

    [Fact]
    public void Draw_OfWhatItHasNot_IsAQuestionMark() => Assert.Equal(Draw("?").Rgb, Draw("\u65E5").Rgb);

    [Fact]
    public void Fit_TakesTheMiddleAway()
    {
        const string Name = "a-name-that-is-much-too-long-for-its-place.jpg";
        string fitted = StrokeFont.Fit(Name, 10, 120);
        Assert.InRange(StrokeFont.Width(fitted, 10), 60, 120);
        Assert.StartsWith("a-n", fitted, StringComparison.Ordinal);
        Assert.EndsWith(".jpg", fitted, StringComparison.Ordinal);
        Assert.Equal("short.jpg", StrokeFont.Fit("short.jpg", 10, 120));
    }

    [Fact]
    public void Wrap_KeepsEveryWord_InLinesThatFit()
    {
        const string Words = "the same picture, resized to 50 %; 3 % differ, lower right corner";
        string[] lines = [.. StrokeFont.Wrap(Words, 10, 200)];
        Assert.True(lines.Length > 1);
        Assert.Equal(Words, string.Join(' ', lines));
        Assert.All(lines, l => Assert.InRange(StrokeFont.Width(l, 10), 1, 200));
        Assert.Equal([Words], StrokeFont.Wrap(Words, 10, 2000));
        Assert.InRange(StrokeFont.Width(StrokeFont.Wrap(new string('w', 100), 10, 200).Single(), 10), 1, 200);
    }

    private static ColourImage Draw(string words)
    {
        var canvas = new Canvas(60, 40, new Ink(0, 0, 0));
        StrokeFont.Draw(canvas, words, (10, 10), 16, new Ink(255, 255, 255));
        return canvas.ToImage();
    }
}
