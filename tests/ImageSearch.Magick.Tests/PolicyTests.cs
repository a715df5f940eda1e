using ImageMagick;
using ImageSearch.TestSupport;

namespace ImageSearch.Magick.Tests;

/// <summary>What ImageMagick may do here: read three formats.</summary>
public sealed class PolicyTests
{
    private static readonly MagickFormat[] Allowed = [MagickFormat.Heic, MagickFormat.Jxl, MagickFormat.Jp2, MagickFormat.J2k];

    // One ImageMagick of the tests' own, started as the part starts it.
    static PolicyTests() => MagickRuntime.EnsureStarted();

    public static TheoryData<string> OtherFormats() =>
        [.. MagickNET.SupportedFormats.Where(f => f.SupportsReading && !Allowed.Contains(f.Format)).Select(f => f.Format.ToString())];

    [Theory]
    [MemberData(nameof(OtherFormats))]
    public void EveryOtherCoder_IsDenied(string format)
    {
        byte[] photo = File.ReadAllBytes(TestData.Photo(Samples.Photo));
        var settings = new MagickReadSettings { Format = Enum.Parse<MagickFormat>(format), Width = 4, Height = 4 };
        Assert.Throws<MagickPolicyErrorException>(() => new MagickImage(photo, settings));
    }

    [Theory]
    [InlineData(MagickFormat.Jxl)]
    [InlineData(MagickFormat.Png)]
    public void Writing_IsDenied(MagickFormat format)
    {
        using var image = new MagickImage(Samples.Read(Samples.Photo + ".jp2"), new MagickReadSettings { Format = MagickFormat.Jp2 });
        Assert.Throws<MagickPolicyErrorException>(() => image.ToByteArray(format));
    }

    [Fact]
    public void Starting_LeavesNoSettingBehind()
    {
        Assert.True(string.IsNullOrEmpty(MagickNET.GetEnvironmentVariable("MAGICK_CONFIGURE_PATH")));
        Assert.Equal((1UL << 30, 0UL, 250_000_000UL, 16UL, 1UL),
            (ResourceLimits.Memory, ResourceLimits.Disk, ResourceLimits.Area, ResourceLimits.ListLength, ResourceLimits.Thread));
    }
}
