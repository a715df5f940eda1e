using ImageSearch.Imaging;
using ImageSearch.Kernels.Simd;
using ImageSearch.Sift;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Sift;

public sealed class RootSiftTests
{
    private static readonly SiftSettings Settings = new(Descriptor: DescriptorKind.RootSift);

    [Fact]
    public void Write_GivesTheSquareRootsOfTheShares()
    {
        var random = new Random(5);
        var values = new float[128];
        for (int run = 0; run < 100; run++)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = random.Next(3) == 0 ? 0 : random.NextSingle() * (run + 0.01f);
            }

            double sum = values.Sum(v => (double)v);
            byte[] bytes = Write(values);
            Assert.All(values.Zip(bytes), pair => Assert.Equal(Math.Sqrt(pair.First / sum) * 512, pair.Second, 0.501));
        }
    }

    [Fact]
    public void Write_OfOneValue_OfEqualOnes_AndOfNone()
    {
        var values = new float[128];
        Assert.Equal(new byte[128], Write(values));
        values[7] = 3;
        Assert.Equal((255, 255), (Write(values)[7], Write(values).Sum(b => b)));
        Array.Fill(values, 1e-3f);
        Assert.All(Write(values), b => Assert.Equal(45, b));
    }

    [Fact]
    public void Extract_FindsTheSameKeypoints_AndDescribesThemOtherwise()
    {
        GrayImage image = Photo("Wine");
        ImageFeatures sift = new SiftExtractor(new SiftSettings(Descriptor: DescriptorKind.Sift)).Extract(image),
            root = new SiftExtractor(Settings).Extract(image);
        Assert.Equal(sift.Keypoints, root.Keypoints);
        Assert.Equal((DescriptorKind.Sift, DescriptorKind.RootSift), (sift.Kind, root.Kind));
        for (int i = 0; i < root.Count; i++)
        {
            // Every square of a length is near 512 * 512, and where SIFT has its largest byte, RootSIFT has.
            byte[] bytes = root.Descriptors[(i * 128)..((i + 1) * 128)];
            Assert.Equal(512, Math.Sqrt(bytes.Sum(b => b * b)), 8.0);
            Assert.Equal(bytes.Max(),
                bytes[Array.IndexOf(sift.Descriptors, sift.Descriptors[(i * 128)..((i + 1) * 128)].Max(), i * 128) - (i * 128)]);
        }
    }

    [Fact]
    public void Extract_GivesTheSameBytes_OnEveryVectorWidth()
    {
        GrayImage image = Photo("Wine");
        byte[] scalar = new SiftExtractor(Settings, SimdLevel.Scalar).Extract(image).Descriptors;
        Assert.All(Enum.GetValues<SimdLevel>(),
            level => Assert.Equal(scalar, new SiftExtractor(Settings, level).Extract(image).Descriptors));
    }

    /// <summary>What the quality benchmark relies on: whatever more features are wanted, the strongest stay the first.</summary>
    [Theory]
    [InlineData("Wine")]
    [InlineData("umang")]
    [InlineData("Fossa")]
    public void Extract_OfFewerFeatures_IsTheStartOfMore(string name)
    {
        GrayImage image = Photo(name);
        ImageFeatures many = new SiftExtractor(Settings with { Features = 1500 }).Extract(image);
        foreach (int count in (int[])[100, 300, 500])
        {
            ImageFeatures few = new SiftExtractor(Settings with { Features = count }).Extract(image);
            Assert.Equal(Math.Min(count, many.Count), few.Count);
            Assert.Equal(many.Keypoints[..few.Count], few.Keypoints);
            Assert.Equal(many.Descriptors[..few.Descriptors.Length], few.Descriptors);
        }
    }

    private static GrayImage Photo(string name) => new ImageReader(new ImagingSettings()).Read(TestData.Photo(name)).Gray;

    private static byte[] Write(float[] values)
    {
        var bytes = new byte[values.Length];
        RootSift.Write(values, bytes);
        return bytes;
    }
}
