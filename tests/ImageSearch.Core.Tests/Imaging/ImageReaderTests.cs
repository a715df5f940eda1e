using ImageSearch.Imaging;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Imaging;

public sealed class ImageReaderTests
{
    private static readonly ImageReader Reader = new(new ImagingSettings());

    public static TheoryData<string> HostileFiles() => [.. Manifest().Select(line => line[0])];

    public static TheoryData<string, int, int, string> DecodedElsewhere()
    {
        var data = new TheoryData<string, int, int, string>();
        foreach (string[] line in File.ReadLines(Path.Combine(TestData.Golden, "decoded.tsv")).Select(l => l.Split('\t')))
        {
            // JPEG 2000 is read by a part that is not here.
            if (!line[0].EndsWith(".jp2", StringComparison.Ordinal))
            {
                data.Add(line[0], int.Parse(line[1]), int.Parse(line[2]), line[3]);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(HostileFiles))]
    public void Read_OfAnyFile_GivesAnImageOrOneClearError(string name)
    {
        try
        {
            LoadedImage image = Reader.Read(Path.Combine(TestData.Hostile, name));
            Assert.InRange(Math.Max(image.Gray.Width, image.Gray.Height), 1, 512);
        }
        catch (ImageException e)
        {
            Assert.Contains(e.Kind, new[] { ErrorKind.ImageUnreadable, ErrorKind.ImageTooLarge, ErrorKind.DecoderMissing });
            Assert.Equal(Path.Combine(TestData.Hostile, name), e.Target);
            Assert.DoesNotContain("no reason", e.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>The golden grays are another library's: box averages on an 8 x 8 grid. Profiles and rounding leave a few levels.</summary>
    [Theory]
    [MemberData(nameof(DecodedElsewhere))]
    public void Read_OfSoundFiles_ShowsWhatAnotherLibraryShows(string name, int width, int height, string grays)
    {
        LoadedImage image = Reader.Read(Path.Combine(TestData.Hostile, name));
        Assert.Equal((width, height), (image.OriginalWidth, image.OriginalHeight));
        int[] expected = [.. grays.Split(' ').Select(int.Parse)];
        if (image.Gray.Width < 8 || image.Gray.Height < 8)
        {
            return;
        }

        double[] actual = Grid(image.Gray);
        double mean = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Average();
        Assert.True(mean < (name.Contains("cmyk", StringComparison.Ordinal) ? 25 : 5), $"{mean:0.0} levels apart");
    }

    [Fact]
    public void Read_TurnsEveryOrientationUpright()
    {
        double[][] grids = [.. new[] { 2, 4, 6, 8 }.Select(
            n => Grid(Reader.Read(Path.Combine(TestData.Hostile, $"exif-o_Landscape_{n}.jpg")).Gray))];
        foreach (double[] grid in grids.Skip(1))
        {
            Assert.True(grid.Zip(grids[0], (a, b) => Math.Abs(a - b)).Average() < 3);
        }
    }

    [Fact]
    public void Read_ShrinksToTheLongSide_AndNeverEnlargesOrSquashes()
    {
        LoadedImage large = Reader.Read(TestData.Photo("life"));
        Assert.Equal((640, 512), (large.OriginalWidth, large.Gray.Width));
        Assert.Equal(large.OriginalWidth / (double)large.OriginalHeight, large.Gray.Width / (double)large.Gray.Height, 2);
        LoadedImage small = Reader.Read(Path.Combine(TestData.Hostile, "image_cat.jpg"));
        Assert.Equal((320, 240), (small.Gray.Width, small.Gray.Height));
        LoadedImage flat = Reader.Read(Path.Combine(TestData.Hostile, "gen_20000x3.png"));
        Assert.Equal((512, 1), (flat.Gray.Width, flat.Gray.Height));
    }

    [Theory]
    [InlineData("gen_bomb_30000x30000_1bit.png", "30000 x 30000")]
    [InlineData("gen_jpeg_sof_65500.jpg", "65500 x 65500")]
    public void Read_OfTooManyPixels_IsRefusedByTheHeader(string name, string size)
    {
        ImageException e = Assert.Throws<ImageException>(() => Reader.Read(Path.Combine(TestData.Hostile, name)));
        Assert.Equal(ErrorKind.ImageTooLarge, e.Kind);
        Assert.Contains(size, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAJpegThatClaimsMoreThanItsBytesCanHold_IsUnreadable()
    {
        byte[] jpeg = File.ReadAllBytes(Path.Combine(TestData.Hostile, "gen_progressive.jpg"));
        int frame = jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xC2]);
        byte[] claimed = [15_000 >> 8, 15_000 & 255, 15_000 >> 8, 15_000 & 255];
        claimed.CopyTo(jpeg, frame + 5);
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("a.jpg"), jpeg);
        ImageException e = Assert.Throws<ImageException>(() => Reader.Read(folder.At("a.jpg")));
        Assert.Equal(ErrorKind.ImageUnreadable, e.Kind);
        Assert.Contains("15000 x 15000", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PixelBudget_LetsOnlySoManyPixelsIn_AndALargerImageAlone()
    {
        var budget = new PixelBudget(100);
        int inside = 0, most = 0;
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => budget.Run(i % 4 == 0 ? 500 : 40, () =>
        {
            int now = Interlocked.Add(ref inside, i % 4 == 0 ? 2 : 1);
            InterlockedMax(ref most, now);
            Thread.Sleep(5);
            return Interlocked.Add(ref inside, i % 4 == 0 ? -2 : -1);
        }))));
        Assert.Equal((0, 2), (inside, most));
    }

    [Fact]
    public void Read_KeepsToTheLimitOfTheSettings()
    {
        var strict = new ImageReader(new ImagingSettings(LimitMegapixels: 0.2));
        Assert.Equal(ErrorKind.ImageTooLarge, Assert.Throws<ImageException>(() => strict.Read(TestData.Photo("life"))).Kind);
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("a.bmp"), BmpBuilder.Build(600, 400, 24, new byte[720_000]));
        Assert.Equal(ErrorKind.ImageTooLarge, Assert.Throws<ImageException>(() => strict.Read(folder.At("a.bmp"))).Kind);
    }

    [Theory]
    [InlineData("gen_photo_trunc_01pct.jpg")]
    [InlineData("gen_photo_trunc_50pct.jpg")]
    [InlineData("gen_photo_trunc_99pct.jpg")]
    [InlineData("gen_zero_bytes.jpg")]
    [InlineData("gen_text.jpg")]
    public void Read_OfWhatIsNotAWholeImage_IsUnreadable(string name)
    {
        ImageException e = Assert.Throws<ImageException>(() => Reader.Read(Path.Combine(TestData.Hostile, name)));
        Assert.Equal(ErrorKind.ImageUnreadable, e.Kind);
    }

    /// <summary>An AVIF that holds HEVC: before its reason libheif has looked for the end of the file five times.</summary>
    [Fact]
    public void Read_GivesTheReason_WhereMuchIsSaidBeforeIt()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(TestData.Tests, "data", "magick", "Wine_by_Jakkub_Mede.heic"));
        "avif"u8.CopyTo(file.AsSpan(8));
        ImageException e = Assert.Throws<ImageException>(() => Reader.Read(file, "a.avif"));
        Assert.Equal(ErrorKind.ImageUnreadable, e.Kind);
        Assert.Contains("HEVC", e.Message, StringComparison.Ordinal);
        Assert.InRange(e.Message.Split("bad seek").Length, 1, 2);
    }

    [Fact]
    public void Read_OfNothing_IsNotFound_AndOfAFolder_IsUnreadable()
    {
        Assert.Equal(ErrorKind.ImageNotFound, Assert.Throws<ImageException>(() => Reader.Read("/no/such/image.jpg")).Kind);
        Assert.Equal(ErrorKind.ImageUnreadable, Assert.Throws<ImageException>(() => Reader.Read(TestData.Photos)).Kind);
    }

    [Fact]
    public void Read_OfSvg_IsBlockedAsUntrusted()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("a.svg"),
            "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='100'><rect width='50' height='50'/></svg>");
        Assert.Equal(ErrorKind.ImageUnreadable, Assert.Throws<ImageException>(() => Reader.Read(folder.At("a.svg"))).Kind);
    }

    [Fact]
    public void Read_OfBmp_GivesItsGrays()
    {
        using var folder = new TemporaryFolder();
        byte[] rows = [.. Enumerable.Range(0, 20 * 60).Select(i => (byte)(i % 60 / 3 * 12))];
        File.WriteAllBytes(folder.At("a.bmp"), BmpBuilder.Build(20, 20, 24, rows));
        GrayImage gray = Reader.Read(folder.At("a.bmp")).Gray;
        Assert.Equal((20, 20), (gray.Width, gray.Height));
        Assert.Equal(Enumerable.Range(0, 20).Select(x => (byte)(x * 12)), gray.Pixels[..20]);
    }

    [Fact]
    public void Read_OnManyThreads_GivesEachFailureItsOwnReason()
    {
        (string Name, string Reason)[] files =
        [
            ("gen_photo_trunc_10pct.jpg", "premature end"), ("gen_header_0x0.png", "IHDR"), ("pillow_decompression_bomb.gif", "end of GIF"),
        ];
        Parallel.For(0, 60, i =>
        {
            (string name, string reason) = files[i % files.Length];
            ImageException e = Assert.Throws<ImageException>(() => Reader.Read(Path.Combine(TestData.Hostile, name)));
            Assert.Contains(reason, e.Message, StringComparison.OrdinalIgnoreCase);
        });
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    private static IEnumerable<string[]> Manifest() =>
        File.ReadLines(Path.Combine(TestData.Hostile, "MANIFEST.tsv")).Skip(1).Select(line => line.Split('\t'));

    private static double[] Grid(GrayImage image)
    {
        var grid = new double[64];
        for (int i = 0; i < 64; i++)
        {
            int top = image.Height * (i / 8) / 8, bottom = image.Height * ((i / 8) + 1) / 8;
            int left = image.Width * (i % 8) / 8, right = image.Width * ((i % 8) + 1) / 8;
            double sum = 0;
            for (int y = top; y < bottom; y++)
            {
                for (int x = left; x < right; x++)
                {
                    sum += image.Pixels[(y * image.Width) + x];
                }
            }

            grid[i] = sum / ((bottom - top) * (right - left));
        }

        return grid;
    }
}
