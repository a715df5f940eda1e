using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Sift;
using ImageSearch.Storage;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Sift;

/// <summary>Whose SIFT an index has is kept and not mixed. OpenCV's own runs in the Pester suite, where it was built.</summary>
public sealed class FeatureExtractorsTests : IDisposable
{
    private static readonly SiftSettings OpenCv =
        new(Descriptor: DescriptorKind.Sift, WantedFeatures: 0, Extractor: FeatureExtractor.OpenCv);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Make_GivesOurOwn_ByDefault() => Assert.IsType<SiftExtractor>(FeatureExtractors.Make(new SiftSettings()));

    [Fact]
    public void Make_SaysHowToBuildIt_WhereItIsNot()
    {
        ExtractorException e = Assert.Throws<ExtractorException>(() => FeatureExtractors.MakeOpenCv(OpenCv, _folder.Path));
        Assert.Equal(ErrorKind.ExtractorMissing, e.Kind);
        Assert.Contains("-WithOpenCv", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_SaysSo_WhereTheAssemblyIsNone()
    {
        File.WriteAllText(_folder.At(FeatureExtractors.OpenCv.FileName), "not an assembly");
        Assert.Equal(ErrorKind.ExtractorMissing,
            Assert.Throws<ExtractorException>(() => FeatureExtractors.MakeOpenCv(OpenCv, _folder.Path)).Kind);
    }

    [Fact]
    public void OpenCv_MakesPlainSiftAlone() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => (OpenCv with { Descriptor = DescriptorKind.RootSift }).Validate());

    [Fact]
    public void Index_RemembersItsExtractor()
    {
        var index = new ImageIndex(IndexSettings.Default with { Sift = OpenCv });
        index.Add(Described(FeatureExtractor.OpenCv), out _);
        IndexFile.Save(index, _folder.At("a.imgidx"));
        ImageIndex opened = IndexFile.Open(_folder.At("a.imgidx"));
        Assert.Equal(OpenCv, opened.Settings.Sift);
        Assert.Equal(1, opened.ImageCount);
    }

    [Theory]
    [InlineData(FeatureExtractor.OpenCv, FeatureExtractor.ImageSearch)]
    [InlineData(FeatureExtractor.ImageSearch, FeatureExtractor.OpenCv)]
    public void Index_RefusesFeaturesOfAnotherExtractor(FeatureExtractor own, FeatureExtractor others)
    {
        var index = new ImageIndex(IndexSettings.Default with { Sift = OpenCv with { Extractor = own } });
        IndexException e = Assert.Throws<IndexException>(() => index.Add(Described(others), out _));
        Assert.Equal(ErrorKind.IndexSettingsMismatch, e.Kind);
        Assert.Equal(0, index.ImageCount);
    }

    [Fact]
    public void Images_AreNotDescribed_WithoutTheExtractorOfTheIndex()
    {
        // In the tests' folder there is no OpenCV.
        var index = new ImageIndex(IndexSettings.Default with { Sift = OpenCv });
        using var ingest = new ImageIngest(index, threads: 2);
        ingest.Post(TestData.Photo("Wine"));
        Assert.Equal(ErrorKind.ExtractorMissing, Assert.Throws<ExtractorException>(() => ingest.Take(wait: true)).Kind);
    }

    private static DescribedImage Described(FeatureExtractor extractor)
    {
        DescribedImage image = Index.Samples.Image("a.jpg", Index.Samples.Rows(new Random(1), 3));
        return image with { Features = image.Features with { Kind = DescriptorKind.Sift, Extractor = extractor } };
    }
}
