using ImageSearch.Imaging;
using ImageSearch.Tests.Comparison;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Imaging;

public sealed class QuantisationStepsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The table of ITU-T T.81, K.1, as it stands, is quality 50 of the usual encoder; its mean is 57.6875.</summary>
    [Fact]
    public void OfAJpeg_IsTheMeanOfItsTable() => Assert.Equal(57.625, StepsOf(Picture().Run(i => EncodedImage.Jpeg(i, 50)))!.Value, 0.2);

    [Fact]
    public void TheStrongerItIsCompressed_TheLargerTheyAre()
    {
        double[] steps = [.. new[] { 95, 85, 60, 30, 5 }.Select(q => StepsOf(Picture().Run(i => EncodedImage.Jpeg(i, q)))!.Value)];
        Assert.Equal(steps.Order(), steps);
        Assert.Equal(5, steps.Distinct().Count());
    }

    [Fact]
    public void OfPng_IsNothing_AndOfWhatSaysNothing_Unknown()
    {
        byte[] png = Picture().Run(EncodedImage.Png), jpeg = Picture().Run(i => EncodedImage.Jpeg(i, 80));
        Assert.Equal(0, StepsOf(png));
        png[25] = 3;
        Assert.Null(StepsOf(png));
        Assert.Null(StepsOf("BM of another kind, long enough to be looked at"u8.ToArray()));
        Assert.Null(StepsOf([]));
        Assert.Null(StepsOf(jpeg[..40]));
    }

    /// <summary>Whatever a header claims, the answer is some number or none, and comes at once.</summary>
    [Fact]
    public void OfADamagedHeader_IsSomethingOrUnknown()
    {
        byte[] jpeg = Picture().Run(i => EncodedImage.Jpeg(i, 80));
        for (int at = 0; at < 200; at++)
        {
            foreach (byte value in (byte[])[0, 0x80, 0xFF])
            {
                byte[] damaged = [.. jpeg];
                damaged[at] = value;
                Assert.InRange(StepsOf(damaged) ?? 0, 0, ushort.MaxValue);
            }
        }
    }

    [Fact]
    public void AFileThatIsGone_IsAnError() => Assert.ThrowsAny<IOException>(() => QuantisationSteps.Of(_folder.At("none.jpg")));

    /// <summary>Of the same tables: 17 for the mean of colours, and 16, 11, 12, 14 to begin with for brightness (T.81, K.1).</summary>
    [Fact]
    public void OfColours_AndOfBlocks_AreOfTheirTables()
    {
        string path = _folder.At("picture");
        File.WriteAllBytes(path, Picture().Run(i => EncodedImage.Jpeg(i, 50)));
        Assert.Equal(17 / 8.0, QuantisationSteps.OfColours(path));
        Assert.Equal([16, 11, 12, 14], QuantisationSteps.OfBlocks(path)!.Take(4));
        Assert.Equal(64, QuantisationSteps.OfBlocks(path)!.Length);
        File.WriteAllBytes(path, Picture().Run(EncodedImage.Png));
        Assert.Equal(0, QuantisationSteps.OfColours(path));
        Assert.Empty(QuantisationSteps.OfBlocks(path)!);
    }

    /// <summary>What the scan takes counts: not a table that nothing uses, nor one that is defined anew before the scan.</summary>
    [Fact]
    public void OfATableThatIsNotUsed_OrDefinedAnew_IsNothing()
    {
        string path = _folder.At("picture");
        byte[] jpeg = Picture().Run(i => EncodedImage.Jpeg(i, 50));
        byte[] Table(byte number, byte step) => [0xFF, 0xDB, 0, 67, number, .. Enumerable.Repeat(step, 64)];
        byte[] With(byte[] segment, int at) => [.. jpeg[..at], .. segment, .. jpeg[at..]];
        int scan = Enumerable.Range(0, jpeg.Length - 1).First(i => jpeg[i] == 0xFF && jpeg[i + 1] == 0xDA);

        File.WriteAllBytes(path, With(Table(2, 255), 2));
        Assert.Equal(17 / 8.0, QuantisationSteps.OfColours(path));
        File.WriteAllBytes(path, With(Table(1, 255), 2));
        Assert.Equal(17 / 8.0, QuantisationSteps.OfColours(path));
        File.WriteAllBytes(path, With(Table(1, 4), scan));
        Assert.Equal(4 / 8.0, QuantisationSteps.OfColours(path));
        File.WriteAllBytes(path, With([0xFF, 0xDB, 0, 4, 1, 255], 2));
        Assert.Null(QuantisationSteps.OfColours(path));
        File.WriteAllBytes(path, Altered.Gray(Picture()).Run(i => EncodedImage.Jpeg(i, 50)));
        Assert.NotNull(QuantisationSteps.Of(path));
    }

    private static ColourImage Picture() => Altered.Plain(64, 48, 200, 100, 50);

    private double? StepsOf(byte[] bytes)
    {
        string path = _folder.At("picture");
        File.WriteAllBytes(path, bytes);
        return QuantisationSteps.Of(path);
    }
}
