using ImageSearch.Comparison.Pixels;
using ImageSearch.Imaging;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class LevellingTests
{
    private static readonly ColourImage Photo = Frames.Colours("Wine");

    public static TheoryData<string> Changes() => [.. Known.Keys];

    private static Dictionary<string, Func<double, double, double, (double, double, double)>> Known { get; } = new()
    {
        ["white balance"] = (r, g, b) => (0.75 * r, g, Math.Min(255, 1.3 * b)),
        ["gamma"] = (r, g, b) => (Gamma(r), Gamma(g), Gamma(b)),
        ["contrast, clipped"] = (r, g, b) => ((1.6 * (r - 128)) + 128, (1.6 * (g - 128)) + 128, (1.6 * (b - 128)) + 128),
        ["much brighter, clipped"] = (r, g, b) => (r + 90, g + 90, b + 90),
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Apply_TakesAwayWhatACurveDid_WhicheverComesFirst(string name)
    {
        FramePixels photo = Frames.Of(Photo), changed = Frames.Of(Altered.Map(Photo, Known[name]));
        Alignment alignment = Frames.Aligned(photo, changed);
        AlignedPair level = Levelling.Apply(alignment).Pair, swapped = Levelling.Apply(Frames.Aligned(changed, photo)).Pair;
        Assert.InRange(Levelling.Residual(level), 0, Levelling.Residual(alignment.Pair));
        Assert.InRange(Apart(level), 0, Math.Min(4.5, Apart(alignment.Pair) / 2));
        Assert.Equal(level.First.Pixels, swapped.Second.Pixels);
        Assert.Equal(level.Second.Pixels, swapped.First.Pixels);
    }

    /// <summary>What was clipped cannot be had back: the image that has kept more is brought to the other.</summary>
    [Fact]
    public void Apply_BringsTheFullerImageToTheClippedOne()
    {
        FramePixels photo = Frames.Of(Photo), clipped = Frames.Of(Altered.Toned(Photo, level => level + 110));
        Assert.Same(clipped.Luma, Levelling.Apply(Frames.Aligned(photo, clipped)).Pair.Second);
        Assert.Same(clipped.Luma, Levelling.Apply(Frames.Aligned(clipped, photo)).Pair.First);
    }

    /// <summary>Of the image that is changed, the mean of its three curves.</summary>
    [Fact]
    public void Apply_TellsTheToneThatAllColoursHaveInCommon()
    {
        FramePixels photo = Frames.Of(Photo), darker = Frames.Of(Altered.Toned(Photo, level => 0.5 * level));
        CommonTone there = Levelling.Apply(Frames.Aligned(photo, darker)).Tone!;
        CommonTone back = Levelling.Apply(Frames.Aligned(darker, photo)).Tone!;
        Assert.Equal(there.First is null, back.Second is null);
        Assert.Equal(there.Second is null, back.First is null);
        byte[] tone = (there.First ?? there.Second)!;
        Assert.Equal(256, tone.Length);
        Assert.InRange(tone[100], there.First is null ? 190 : 47, there.First is null ? 210 : 53);
        Assert.Null(Levelling.Apply(Frames.Aligned(photo, Frames.Of(Altered.Map(Photo, (r, g, b) => (b, r, g))))).Tone);
    }

    [Fact]
    public void Apply_DoesNotMakeOnePictureOfTwo()
    {
        FramePixels photo = Frames.Of(Photo),
            other = Frames.Of(Altered.Seen(Frames.Colours("life"), photo.Width, photo.Height, (x, y) => (x, y % 350)));
        AlignedPair level = Levelling.Apply(Frames.Aligned(photo, other)).Pair;
        BlockGrid grid = BlockGrid.Of(level);
        double[] shares = [.. Enumerable.Range(0, grid.Count).Where(i => grid.Activity[i] > 10)
            .Select(i => (double)grid.Difference[i] / grid.Activity[i]).Order()];
        Assert.True(shares[shares.Length / 2] > 0.9, $"{shares[shares.Length / 2]}");
    }

    private static double Gamma(double level) => 255 * Math.Pow(level / 255, 0.6);

    private static double Apart(AlignedPair pair) => pair.First.Pixels.Zip(pair.Second.Pixels, (a, b) => (double)Math.Abs(a - b)).Average();
}
