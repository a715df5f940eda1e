using ImageSearch.Imaging;
using ImageSearch.Ingest;
using ImageSearch.Search;
using ImageSearch.Sift;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Search;

public sealed class DuplicateFinderTests
{
    [Fact]
    public void Groups_FormAroundTheImageWithMostMatches()
    {
        // 0 and 5 are centres; 3 and 7 share a watermark.
        List<int[]> groups = StarGroups.Make(9, [(0, 1, 50), (0, 2, 50), (0, 3, 20), (4, 5, 50), (5, 6, 50), (5, 7, 20), (3, 7, 90)]);
        Assert.Equal([[0, 1, 2, 3], [4, 5, 6, 7]], groups);
        Assert.Empty(StarGroups.Make(3, []));
    }

    [Fact]
    public void Find_GroupsCopiesWithTheirOriginals_WhateverTheThreads()
    {
        var index = new ImageIndex(new IndexSettings(new ImagingSettings(), new SiftSettings(Descriptor: DescriptorKind.RootSift)));
        var describer = new ImageDescriber(index.Settings);
        foreach (string source in (string[])["Wine", "life", "Kleiber"])
        {
            foreach (string path in Directory.GetFiles(TestData.Copies, source + "*.jpg").Order(StringComparer.Ordinal).Prepend(TestData.Photo(source)))
            {
                index.Add(describer.Describe(path), out _);
            }
        }

        index.Add(describer.Describe(TestData.Photo("seeding")), out _);
        IReadOnlyList<DuplicateImage> found = DuplicateFinder.Find(index.Snapshot(), new DuplicateOptions(Threads: 1));
        Assert.Equal(3, found.Max(d => d.Group));
        Assert.All(found.GroupBy(d => d.Group), g => Assert.Equal(5, g.Count(d => Path.GetFileName(d.Image.Path)[..4] == Path.GetFileName(d.Keeper.Path)[..4])));
        Assert.Equal(Answer(found), Answer(DuplicateFinder.Find(index.Snapshot(), new DuplicateOptions(Threads: 4))));
    }

    [Fact]
    public void IgnoredPairs_AreReadEitherWayRound()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.At("ignored.txt"), ["# a comment", "", "/a.jpg\t/b.jpg"]);
        var pairs = IgnoredPairs.Read(folder.At("ignored.txt"));
        Assert.True(pairs.Contains("/b.jpg", "/a.jpg") && pairs.Contains("/a.jpg", "/b.jpg") && !pairs.Contains("/a.jpg", "/c.jpg"));
        Assert.False(IgnoredPairs.Read(folder.At("none.txt")).Contains("/a.jpg", "/b.jpg"));
        File.WriteAllText(folder.At("broken.txt"), "only one path");
        Assert.Throws<InvalidDataException>(() => IgnoredPairs.Read(folder.At("broken.txt")));
    }

    private static string Answer(IReadOnlyList<DuplicateImage> found) =>
        string.Join(';', found.Select(d => $"{d.Group} {d.Image.Id} {d.IsKeeper} {d.Comparison?.Relation} {d.Comparison?.Confidence}"));
}
