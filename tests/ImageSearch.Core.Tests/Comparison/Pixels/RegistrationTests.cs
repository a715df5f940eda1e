using ImageSearch.Comparison.Pixels;
using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Tests.Comparison.Pixels;

/// <summary>A photograph is seen through a known map; from an estimate that is some pixels off, the map is found again to a tenth of a
/// pixel.</summary>
public sealed class RegistrationTests
{
    private const int Width = 420;
    private const int Height = 300;
    private const double Found = 0.1;

    private static readonly ColourImage Photo = Frames.Colours("Dragonfly");

    private static readonly GrayImage Source = Frames.Of(Photo).Luma;

    public static TheoryData<string> Maps() => [.. Known.Keys];

    private static Dictionary<string, FrameMap> Known { get; } = new()
    {
        ["shift"] = Plane(new ImageTransform(1, 0, 100.37, 0, 1, 60.71)),
        ["turned"] = Plane(Turned(4.3, 1)),
        ["turned and smaller"] = Plane(Turned(-21, 1.08)),
        ["mirrored"] = Plane(new ImageTransform(-1, 0, 520.4, 0, 1, 61.2)),
        ["at an angle"] = Plane(new ImageTransform(1.05, 0.03, 90.2, -0.02, 0.98, 55.6, 1.2e-4, -0.8e-4)),
        ["bent"] = Plane(new ImageTransform(1, 0, 100.2, 0, 1, 60.4)).With([0, 0, 0, 2.2, -1.4, 0.8, 0, 0, 0, -1.1, 1.7, -2.4]),
    };

    [Theory]
    [MemberData(nameof(Maps))]
    public void Refine_FindsAKnownMap(string name)
    {
        FrameMap truth = Known[name];
        FrameMap found = Registration.Refine(Seen(truth), Source, Estimate(truth.Plane));
        Assert.InRange(Largest(truth, found), 0, Found);
    }

    /// <summary>Another exposure, a tone curve and a replaced part do not pull it away.</summary>
    [Theory]
    [MemberData(nameof(Maps))]
    public void Refine_FindsItThroughAnotherExposureAndAReplacedPart(string name)
    {
        FrameMap truth = Known[name];
        GrayImage frame = Frames.Noisy(Frames.Map(Seen(truth), p => 30 + (0.7 * p)), 3, 1);
        frame = Frames.Patched(frame, new(150, 110, 90, 90), (x, y) => (x * 7) + (y * y) & 255);
        Assert.InRange(Largest(truth, Registration.Refine(frame, Source, Estimate(truth.Plane))), 0, 3 * Found);
    }

    [Fact]
    public void Refine_WhereThereIsNothingToSee_GivesWhatItWasGiven()
    {
        GrayImage plain = Frames.Gray(Width, Height, (_, _) => 128);
        var start = new ImageTransform(1, 0, 3.5, 0, 1, -2);
        Assert.Equal(0, Largest(Plane(start), Registration.Refine(plain, plain, start)));
    }

    [Fact]
    public void Refine_OfAnotherPicture_StaysNearWhereItBegan()
    {
        GrayImage other = Frames.Photo("analog").Luma;
        FrameMap found = Registration.Refine(other, Source, ImageTransform.Identity);
        Assert.InRange(Largest(new FrameMap(ImageTransform.Identity, null, other.Width, other.Height), found), 0, 0.5 * other.Width);
    }

    [Fact]
    public void MoveOfWhole_OfCopies_IsNone()
    {
        Assert.Equal(0, Registration.MoveOfWhole(Source, Source));
        Assert.InRange(Registration.MoveOfWhole(Source, Frames.Noisy(Frames.Map(Source, p => 255 * Math.Pow(p / 255.0, 0.8)), 4, 1)), 0,
            0.1);
    }

    /// <summary>In pixels of the size at which it looks: here half of this one.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    public void MoveOfWhole_OfAShift_IsTheShift(double shift)
    {
        GrayImage moved = Seen(Plane(new ImageTransform(1, 0, shift, 0, 1, 0), Source.Width, Source.Height));
        Assert.Equal(shift / 2, Registration.MoveOfWhole(Source, moved), 0.2);
    }

    private static FrameMap Plane(ImageTransform plane, int width = Width, int height = Height) => new(plane, null, width, height);

    private static ImageTransform Turned(double degrees, double scale)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        (double a, double b) = (scale * cos, scale * sin);
        return new ImageTransform(a, -b, 319.3 - (a * Width / 2) + (b * Height / 2), b, a, 240.6 - (b * Width / 2) - (a * Height / 2));
    }

    private static GrayImage Seen(FrameMap map) => Frames.Of(Altered.Seen(Photo, map.Width, map.Height, map.Apply)).Luma;

    /// <summary>What keypoints would say: off by 2 to 3 pixels, in some places this way and in others that.</summary>
    private static ImageTransform Estimate(ImageTransform truth) =>
        new ImageTransform(1.006, 0.004, -2.5, -0.003, 0.995, 2).After(truth);

    private static double Largest(FrameMap truth, FrameMap found)
    {
        double most = 0;
        for (int i = 0; i < 49; i++)
        {
            (double x, double y) = (i % 7 * (truth.Width - 1) / 6.0, i / 7 * (truth.Height - 1) / 6.0);
            ((double u, double v), (double a, double b)) = (truth.Apply(x, y), found.Apply(x, y));
            most = Math.Max(most, Math.Sqrt(((u - a) * (u - a)) + ((v - b) * (v - b))));
        }

        return most;
    }
}
