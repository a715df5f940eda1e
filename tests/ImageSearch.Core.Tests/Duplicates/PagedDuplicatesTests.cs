using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Tests.Imaging;

namespace ImageSearch.Tests.Duplicates;

/// <summary>Faxes with one cover sheet, animations that begin with one frame: the first page is not the file.</summary>
public sealed class PagedDuplicatesTests : IDisposable
{
    private readonly DuplicateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_AreDuplicates_OnlyIfAllPagesAre()
    {
        byte[] fax = PagedFile.Tiff(Page(0), Page(1)), other = PagedFile.Tiff(Page(0), Page(2)), single = PagedFile.Tiff(Page(0));
        Add("fax.tif", fax);
        Add("same.tif", [.. fax, 0]);
        Add("other.tif", other);
        Add("other-copy.tif", other);
        Add("single.tif", single);
        DuplicateResult found = _folder.Find();
        Assert.Equal(["same.tif: fax.tif IdenticalPixels", "other.tif: other-copy.tif IdenticalBytes"], DuplicateFolder.Groups(found));
        Assert.Empty(_folder.Compared);
        Assert.Empty(found.Warnings);
    }

    [Fact]
    public void Animations_AreDuplicates_OnlyIfAllFramesAre()
    {
        byte[] film = PagedFile.Gif(160, 120, Noise(0), Noise(1)), other = PagedFile.Gif(160, 120, Noise(0), Noise(2));
        Add("film.gif", film);
        Add("same.gif", [.. film, 0]);
        Add("other.gif", other);
        Add("still.gif", PagedFile.Gif(160, 120, Noise(0)));
        Assert.Equal(["same.gif: film.gif IdenticalPixels"], _folder.Groups());
        Assert.Empty(_folder.Groups(
            new DuplicateOptions { Relations = new HashSet<ImageRelation> { ImageRelation.Reencoded, ImageRelation.SharedPart } }));
        Assert.Empty(_folder.Compared);
    }

    private static (int Width, int Height, Func<int, int, byte> Gray) Page(int seed) => (160, 120, Noise(seed));

    /// <summary>Blocks of random grays, in which there is much to find.</summary>
    private static Func<int, int, byte> Noise(int seed)
    {
        var random = new Random(seed);
        byte[] grays = [.. Enumerable.Range(0, 400).Select(_ => (byte)random.Next(256))];
        return (x, y) => grays[(x / 8) + (y / 8 * 20)];
    }

    private void Add(string name, byte[] bytes)
    {
        _folder.Write(name, bytes);
        _folder.Index(name);
    }
}
