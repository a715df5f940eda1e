using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
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

    /// <summary>The engine's own pixels: the same picture in other bytes, in another size, and other flags.</summary>
    [Fact]
    public void Flags_AreToldApartByTheirPixels()
    {
        byte[] french = DrawnImage.Stripes(300, 200, Blue, White, Red);
        Add("fr.png", french);
        Add("fr-again.png", [.. french, 0]);
        Add("fr-small.png", DrawnImage.Stripes(150, 100, Blue, White, Red));
        Add("it.png", DrawnImage.Stripes(300, 200, Green, White, Red));
        DuplicateResult found = _folder.FindByPixels();
        Assert.Equal(["fr-again.png: fr.png IdenticalPixels, fr-small.png Resized"], DuplicateFolder.Groups(found));
        Assert.Empty(found.Warnings);
    }

    [Fact]
    public void BlackPictures_AreTheSamePixels_OnlyIfTheyAre()
    {
        byte[] black = DrawnImage.Stripes(64, 48, (0, 0, 0));
        Add("black.png", black);
        Add("again.png", [.. black, 0]);
        Add("dust.png", DrawnImage.Png(64, 48, 3, (x, y) => (x, y) == (40, 20) ? [90, 90, 90] : [0, 0, 0]));
        Add("dark.png", DrawnImage.Stripes(64, 48, (2, 2, 2)));
        DuplicateResult found = _folder.FindByPixels(
            new DuplicateOptions { Relations = new HashSet<ImageRelation> { ImageRelation.IdenticalPixels } });
        Assert.Equal(["again.png: black.png IdenticalPixels"], DuplicateFolder.Groups(found));
        Assert.Equal(["again.png: black.png IdenticalPixels"], DuplicateFolder.Groups(_folder.FindByPixels()));
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
        IReadOnlyList<ImageMatch> found =
            ImageSearcher.Search(index.Snapshot(), ImageQuery.Of(describer.Describe(_folder.At("query.png"))), new SearchOptions());
        Assert.Equal([(2L, ImageRelation.IdenticalBytes, 1.0)],
            found.Select(m => (m.Image.Id, m.Comparison!.Relation, m.Comparison.Confidence)));
        Assert.Empty(ImageSearcher.Search(index.Snapshot(), ImageQuery.Of(index.Snapshot(), 1), new SearchOptions()));
    }

    private void Add(string name, byte[] bytes)
    {
        _folder.Write(name, bytes);
        _folder.Index(name);
    }
}
