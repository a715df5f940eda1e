using ImageSearch.Comparison.Pixels;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class ToneCurveTests
{
    /// <summary>Neighbours up to so many levels away have a say, so where levels become rare the curve may be off by as many.</summary>
    private const double Window = 10;

    private static readonly GrayImage Photo = Frames.Photo("Wine").Luma;

    public static TheoryData<string> Curves() => [.. Known.Keys];

    private static Dictionary<string, Func<double, double>> Known { get; } = new()
    {
        ["none"] = level => level,
        ["gamma 0.6"] = level => 255 * Math.Pow(level / 255, 0.6),
        ["gamma 1.8"] = level => 255 * Math.Pow(level / 255, 1.8),
        ["less contrast"] = level => 60 + (0.5 * level),
        ["more contrast, clipped"] = level => Math.Clamp((1.5 * (level - 128)) + 128, 0, 255),
        ["brighter, clipped"] = level => Math.Min(255, level + 60),
        ["darker, clipped"] = level => Math.Max(0, level - 50),
    };

    [Theory]
    [MemberData(nameof(Curves))]
    public void Fit_FindsAKnownCurve_ThroughNoise(string name)
    {
        GrayImage second = Frames.Noisy(Frames.Map(Photo, p => Known[name](p)), 3, 1);
        byte[] curve = ToneCurve.Fit(new AlignedPair(Photo, second, null));
        foreach (int level in Common(Photo))
        {
            Assert.Equal(Known[name](level), curve[level], Window);
        }

        Assert.True(curve.Zip(curve.Skip(1)).All(p => p.First <= p.Second));
    }

    /// <summary>What is bright in a part alone, and dark in the other image, does not turn bright into dark.</summary>
    [Fact]
    public void Fit_LetsNoReplacedPartChooseItsOwnCurve()
    {
        GrayImage dark = Frames.Map(Photo, p => 0.7 * p);
        var box = new Box(200, 150, 70, 50);
        byte[] curve = ToneCurve.Fit(
            new AlignedPair(Frames.Patched(dark, box, (x, _) => 225 + (x % 20)), Frames.Patched(dark, box, (x, _) => 10 + (x % 20)), null));
        foreach (int level in Common(dark).Append(235))
        {
            Assert.Equal(level, curve[level], Window);
        }
    }

    /// <summary>A part that shares its levels with the rest is outvoted by it.</summary>
    [Fact]
    public void Fit_LetsTheMostDecide_WhereAPartWasReplaced()
    {
        GrayImage other = Frames.Photo("life").Luma, second =
            Frames.Patched(Photo, new Box(100, 100, 150, 150), (x, y) => other.Pixels[(y * other.Width) + x]);
        byte[] curve = ToneCurve.Fit(new AlignedPair(Photo, second, null));
        Assert.All(Common(Photo), level => Assert.Equal(level, curve[level], Window));
    }

    [Fact]
    public void Fit_LeavesOutWhatIsMasked()
    {
        byte[] mask = [.. Enumerable.Range(0, Photo.Pixels.Length).Select(i => (byte)(i % Photo.Width < Photo.Width / 2 ? 255 : 0))];
        GrayImage second = Frames.Gray(Photo.Width, Photo.Height, (x, y) => x < Photo.Width / 2 ? Photo.Pixels[(y * Photo.Width) + x] : 0);
        byte[] curve = ToneCurve.Fit(new AlignedPair(Photo, second, mask));
        Assert.All(Common(Photo), level => Assert.Equal(level, curve[level], Window));
        Assert.Equal(ToneCurve.None, ToneCurve.Fit(new AlignedPair(Photo, second, new byte[mask.Length])));
    }

    /// <summary>Levels that more than a hundredth of the pixels have nearby.</summary>
    private static IEnumerable<int> Common(GrayImage image)
    {
        ILookup<byte, byte> levels = image.Pixels.ToLookup(p => p);
        return Enumerable.Range(0, 256)
            .Where(l => Enumerable.Range(l - 2, 5).Sum(n => n is >= 0 and < 256 ? levels[(byte)n].Count() : 0) > image.Pixels.Length / 100);
    }
}
