using ImageSearch.Comparison;
using ImageSearch.Ingest;
using ImageSearch.Search;
using ImageSearch.Tests.Imaging;

namespace ImageSearch.Tests.Duplicates;

/// <summary>Flags, a white logo on nothing: there is too little in them for features, and still they have copies.</summary>
public sealed class FeaturelessDuplicatesTests : IDisposable
{
    private static readonly (byte, byte, byte) Blue = (0, 35, 149), White = (255, 255, 255), Red = (237, 41, 57), Green = (0, 146, 70);

    private readonly DuplicateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Flags_AreFoundByTheirBytes_AndComparedByTheirColours()
    {
        Add("fr.png", DrawnImage.Stripes(300, 200, Blue, White, Red));
        Add("fr-copy.png", DrawnImage.Stripes(300, 200, Blue, White, Red));
        Add("fr-small.png", DrawnImage.Stripes(150, 100, Blue, White, Red));
        Add("it.png", DrawnImage.Stripes(300, 200, Green, White, Red));
        Add("it-copy.png", DrawnImage.Stripes(300, 200, Green, White, Red));
        _folder.Say("fr", "fr-small", ImageRelation.Resized);
        Assert.Equal(["fr.png: fr-copy.png IdenticalBytes, fr-small.png Resized", "it.png: it-copy.png IdenticalBytes"], _folder.Groups());
        Assert.Equal(["fr-fr-small"], _folder.Compared.Distinct());
    }

    [Fact]
    public void ASearch_AnswersWithTheSameBytes()
    {
        var index = new ImageIndex(IndexSettings.Default);
        var describer = new ImageDescriber(IndexSettings.Default);
        foreach ((string name, (byte, byte, byte) first) in new[] { ("fr.png", Blue), ("it.png", Green) })
        {
            _folder.Write(name, DrawnImage.Stripes(300, 200, first, White, Red));
            index.Add(describer.Describe(_folder.At(name)), out IndexedImage image);
            Assert.Equal(0, image.FeatureCount);
        }

        _folder.Write("query.png", DrawnImage.Stripes(300, 200, Green, White, Red));
        IReadOnlyList<ImageMatch> found = ImageSearcher.FindVerified(index.Snapshot(), ImageQuery.Of(describer.Describe(_folder.At("query.png"))), SearchOptions.Verified);
        Assert.Equal([(2L, ImageRelation.IdenticalBytes, 1.0)], found.Select(m => (m.Image.Id, m.Comparison!.Relation, m.Comparison.Confidence)));
        Assert.Empty(ImageSearcher.FindVerified(index.Snapshot(), 1, SearchOptions.Verified));
    }

    private void Add(string name, byte[] bytes)
    {
        _folder.Write(name, bytes);
        _folder.Index(name);
    }
}
