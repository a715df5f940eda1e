using ImageSearch.Imaging;
using ImageSearch.Imaging.Vips;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Imaging;

public sealed class ProgressiveJpegTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Photos() => ["Picture_0B", "life", "Bridge"];

    public void Dispose() => _folder.Dispose();

    /// <summary>Saved in one pass or progressively, a photograph holds the very same frequencies.</summary>
    [Theory]
    [MemberData(nameof(Photos))]
    public void Read_GivesTheGrayOfTheSamePhotoInOnePass_UnlessItIsShrunk(string photo)
    {
        (string progressive, string onePass) = SaveBoth(photo);
        var reader = new ImageReader(new ImagingSettings());
        Assert.Equal(reader.Read(onePass).Gray.Pixels, reader.Read(progressive).Gray.Pixels);
    }

    [Theory]
    [InlineData("Picture_0B", 320)]
    [InlineData("Picture_0B", 150)]
    [InlineData("Picture_0B", 80)]
    [InlineData("life", 310)]
    [InlineData("life", 160)]
    [InlineData("life", 64)]
    [InlineData("Bridge", 200)]
    public void Read_GivesNearlyTheGrayOfTheSamePhotoInOnePass_WhenItIsShrunk(string photo, int longSidePixels)
    {
        (string progressive, string onePass) = SaveBoth(photo);
        var reader = new ImageReader(new ImagingSettings(longSidePixels));
        GrayImage expected = reader.Read(onePass).Gray, actual = reader.Read(progressive).Gray;
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        double difference = expected.Pixels.Zip(actual.Pixels).Average(p => Math.Abs(p.First - p.Second));
        Assert.True(difference < 1.5, $"{difference} gray levels");
    }

    [Theory]
    [MemberData(nameof(Photos))]
    public void Trim_LeavesOutMore_TheSmallerTheImageWillBe(string photo)
    {
        byte[] file = File.ReadAllBytes(SaveBoth(photo).Progressive);
        int[] lengths = [.. new[] { 1, 2, 8 }.Select(shrink => ProgressiveJpeg.Trim(file.ToArray(), (_, _) => shrink))];
        Assert.Equal(file.Length, lengths[0]);
        Assert.True(lengths[1] < 0.8 * lengths[0], string.Join(" ", lengths));
        Assert.True(lengths[2] < 0.5 * lengths[1], string.Join(" ", lengths));
    }

    [Fact]
    public void Trim_LeavesAFileInOnePassAlone()
    {
        byte[] file = File.ReadAllBytes(SaveBoth("life").OnePass), copy = [.. file];
        Assert.Equal(file.Length, ProgressiveJpeg.Trim(copy, (_, _) => 4));
        Assert.Equal(file, copy);
    }

    /// <summary>A file that ends too early, wherever, must be left for the decoder to refuse.</summary>
    [Fact]
    public void Trim_LeavesAFileThatEndsTooEarlyAlone()
    {
        byte[] file = File.ReadAllBytes(SaveBoth("Bridge").Progressive);
        for (int length = 0; length < file.Length - 1; length += 1 + (length / 50))
        {
            byte[] part = file[..length], copy = [.. part];
            Assert.Equal(length, ProgressiveJpeg.Trim(copy, (_, _) => 4));
            Assert.Equal(part, copy);
        }
    }

    /// <summary>Whatever the bytes, an image or a clear error.</summary>
    [Fact]
    public void Read_OfDamagedFiles_GivesAnImageOrAnError()
    {
        byte[] file = File.ReadAllBytes(SaveBoth("Bridge").Progressive);
        var reader = new ImageReader(new ImagingSettings(80));
        var random = new Random(11);
        int read = 0;
        for (int run = 0; run < 150; run++)
        {
            byte[] damaged = [.. file];
            int near = run % 2 == 0 ? 1000 : file.Length;
            for (int i = 0; i < 3; i++)
            {
                damaged[random.Next(Math.Min(near, file.Length))] = (byte)random.Next(256);
            }

            string path = _folder.At("damaged.jpg");
            File.WriteAllBytes(path, damaged);
            try
            {
                GrayImage gray = reader.Read(path).Gray;
                Assert.InRange(Math.Max(gray.Width, gray.Height), 1, 80);
                read++;
            }
            catch (ImageException e)
            {
                Assert.Contains(path, e.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(read, 1, 149);
    }

    private (string Progressive, string OnePass) SaveBoth(string photo) => (Save(photo, "true"), Save(photo, "false"));

    private string Save(string photo, string interlace)
    {
        string path = _folder.At($"{photo}-{interlace}.jpg");
        VipsRuntime.EnsureStarted();
        using VipsObject source = VipsObject.Own(VipsNative.NewSourceFromFile(TestData.Photo(photo)));
        using OpenedImage opened = VipsDecoder.Open(source)!;
        using var save = new VipsOperation("jpegsave");
        save.Set("in", opened.Image).Set("filename", path).Set("Q", 90).Set("interlace", interlace).Run();
        return path;
    }
}
