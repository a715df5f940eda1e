using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Sift;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Duplicates;

public sealed class DuplicateFinderTests : IDisposable
{
    private readonly DuplicateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_GroupsCopiesWithTheirOriginals_WhateverTheThreads()
    {
        var index = new ImageIndex(new IndexSettings(new ImagingSettings(), new SiftSettings(Descriptor: DescriptorKind.RootSift)));
        var describer = new ImageDescriber(index.Settings);
        foreach (string source in (string[])["Wine", "life", "Kleiber"])
        {
            foreach (string path in Directory.GetFiles(TestData.Copies, source + "*.jpg").Order(StringComparer.Ordinal)
                .Prepend(TestData.Photo(source)))
            {
                index.Add(describer.Describe(path), out _);
            }
        }

        index.Add(describer.Describe(TestData.Photo("seeding")), out _);
        DuplicateResult found = DuplicateFinder.Find(index.Snapshot(), new DuplicateOptions(Threads: 1));
        Assert.Equal(3, found.Groups.Count);
        Assert.All(found.Groups,
            g => Assert.All(g.Duplicates, d => Assert.Equal(Path.GetFileName(g.Keeper.Path)[..4], Path.GetFileName(d.Image.Path)[..4])));
        Assert.All(found.Groups, g => Assert.Contains(g.Duplicates, d => d.Image.Path.Contains("scale50", StringComparison.Ordinal)));
        Assert.All(found.Groups.SelectMany(g => g.Duplicates),
            d => Assert.Contains(d.Comparison.Relation, DuplicateOptions.DefaultRelations));
        Assert.Equal(Answer(found), Answer(DuplicateFinder.Find(index.Snapshot(), new DuplicateOptions(Threads: 4))));
        Assert.Empty(found.Warnings);
    }

    /// <summary>A chain of likenesses is no group: whoever deletes the members keeps the keeper alone.</summary>
    [Fact]
    public void EveryMember_MatchesItsKeeper()
    {
        AddFalling("a", "b", "c", "d");
        _folder.Say("a", "b", ImageRelation.Reencoded);
        _folder.Say("b", "c", ImageRelation.Reencoded);
        _folder.Say("c", "d", ImageRelation.Reencoded);
        Assert.Equal(["a.jpg: b.jpg Reencoded", "c.jpg: d.jpg Reencoded"], _folder.Groups());
    }

    /// <summary>Only some are compared with each; what is like a member is compared with the keeper all the same.</summary>
    [Fact]
    public void AGroup_GrowsBeyondTheCandidatesOfItsKeeper()
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"{(char)('A' + (i / 10))}{i % 10}")];
        AddFalling(names);
        foreach ((string first, string second) in names.SelectMany((n, i) => names.Skip(i + 1).Select(m => (n, m))))
        {
            _folder.Say(first, second, ImageRelation.Reencoded);
        }

        DuplicateGroup group = Assert.Single(_folder.Find().Groups);
        Assert.Equal(("A0", 39), (Path.GetFileNameWithoutExtension(group.Keeper.Path), group.Duplicates.Count));
        Assert.Equal(39, _folder.Compared.Count);
    }

    [Fact]
    public void TheConfidenceAskedFor_HoldsForWhatIsReturned()
    {
        AddFalling("a", "b", "c");
        _folder.Say("a", "b", ImageRelation.Reencoded, confidence: 0.96);
        _folder.Say("a", "c", ImageRelation.Reencoded, confidence: 0.94);
        Assert.Equal(["a.jpg: b.jpg Reencoded"], _folder.Groups());
        Assert.Empty(_folder.Groups(new DuplicateOptions { MinimumConfidence = 0.97 }));
        Assert.Equal(["a.jpg: b.jpg Reencoded, c.jpg Reencoded"], _folder.Groups(new DuplicateOptions { MinimumConfidence = 0.9 }));
    }

    [Fact]
    public void WhatIsNotAskedFor_DoesNotComeOut()
    {
        ImageRelation[] all = [.. Enum.GetValues<ImageRelation>()
            .Where(r => r is not (ImageRelation.None or ImageRelation.IdenticalBytes))];
        AddFalling([.. all.Select(r => r.ToString()).Prepend("0")]);
        foreach (ImageRelation relation in all)
        {
            _folder.Say("0", relation.ToString(), relation);
        }

        Assert.Equal([ImageRelation.Resized, ImageRelation.Reencoded, ImageRelation.IdenticalPixels],
            Relations(DuplicateOptions.DefaultRelations));
        Assert.All(all, r => Assert.Equal([r], Relations(new HashSet<ImageRelation> { r })));
        Assert.Equal(all, Relations(all.ToHashSet()));
        Assert.Throws<ArgumentException>(
            () => _folder.Find(new DuplicateOptions { Relations = new HashSet<ImageRelation> { ImageRelation.None } }));

        IEnumerable<ImageRelation> Relations(IReadOnlySet<ImageRelation> asked) =>
            _folder.Find(new DuplicateOptions { Relations = asked }).Groups.SelectMany(g => g.Duplicates)
            .Select(d => d.Comparison.Relation).Order();
    }

    [Fact]
    public void TheKeeper_IsNeverThePoorerOne_UnlessARuleSaysSo()
    {
        // Smaller, but written first.
        _folder.Write("small.jpg");
        File.SetLastWriteTimeUtc(_folder.At("small.jpg"), DateTime.UtcNow.AddDays(-1));
        _folder.Index("small.jpg", 400, 600);
        _folder.Add("large.jpg", 1);
        _folder.Say("small", "large", ImageRelation.Resized);
        Assert.Equal(["large.jpg: small.jpg Resized"], _folder.Groups());
        Assert.Equal(["small.jpg: large.jpg Resized"], _folder.Groups(new DuplicateOptions(KeepRule.Oldest)));
        Assert.Equal(["large.jpg: small.jpg Resized"], _folder.Groups(new DuplicateOptions(KeepRule.Newest)));
    }

    /// <summary>The one has more pixels, the other the whole view: neither replaces the other.</summary>
    [Fact]
    public void APartOfAnImage_IsNotKeptForIt_HoweverLargeItIs()
    {
        _folder.Add("part.jpg");
        _folder.Write("whole.jpg", 1);
        _folder.Index("whole.jpg", 400, 600);
        var options = new DuplicateOptions { Relations = new HashSet<ImageRelation> { ImageRelation.Cropped } };
        _folder.Say("part", "whole", ImageRelation.Cropped, firstOverlap: 1, secondOverlap: 0.4);
        Assert.Empty(_folder.Groups(options));
        _folder.Say("part", "whole", ImageRelation.Cropped, firstOverlap: 0.4, secondOverlap: 1);
        Assert.Equal(["part.jpg: whole.jpg Cropped"], _folder.Groups(options));
    }

    /// <summary>A turned copy with empty corners has the most pixels; what it shows lies whole in the photograph that it was made
    /// of.</summary>
    [Fact]
    public void ATurnedCopy_GivesWayToWhatItShows_HoweverLargeItIs()
    {
        const string Photo = "free_by_Peter_Nerlich";
        string[] copies = ["rot45", "jpeg15", "crop50", "scale50"];
        _folder.Write(Photo + ".jpg", File.ReadAllBytes(TestData.Photo(Photo)));
        _folder.Index(Photo + ".jpg");
        foreach (string copy in copies)
        {
            _folder.Write(copy + ".jpg", File.ReadAllBytes(Path.Combine(TestData.Copies, $"{Photo}__{copy}.jpg")));
            _folder.Index(copy + ".jpg");
        }

        ImageRelation[] all = [ImageRelation.Reencoded, ImageRelation.Resized, ImageRelation.Turned, ImageRelation.Cropped];
        DuplicateGroup group = Assert.Single(_folder.FindByPixels(new DuplicateOptions { Relations = all.ToHashSet() }).Groups);
        Assert.Equal(Photo + ".jpg", DuplicateFolder.Name(group.Keeper));
        Assert.Equal(copies.Order(), group.Duplicates.Select(d => Path.GetFileNameWithoutExtension(d.Image.Path)).Order());

        // Who asks for the oldest gets it, whatever it is.
        File.SetLastWriteTimeUtc(_folder.At("rot45.jpg"), DateTime.UtcNow.AddDays(-1));
        _folder.Index("rot45.jpg");
        Assert.Contains(_folder.FindByPixels(new DuplicateOptions(KeepRule.Oldest) { Relations = all.ToHashSet() }).Groups,
            g => DuplicateFolder.Name(g.Keeper) == "rot45.jpg");
    }

    [Fact]
    public void AGrayImage_IsNotKeptForOneInColour_AndMoreBytesAreRatherKept()
    {
        _folder.Write("gray.jpg", File.ReadAllBytes(Path.Combine(TestData.Hostile, "gen_gray.jpg")));
        _folder.Write("colour.jpg", File.ReadAllBytes(Path.Combine(TestData.Hostile, "gen_progressive.jpg")));
        _folder.Write("longer.jpg", [.. File.ReadAllBytes(Path.Combine(TestData.Hostile, "gen_progressive.jpg")), 0]);
        _folder.Index("gray.jpg", 1000, 1000);
        _folder.Index("colour.jpg");
        _folder.Index("longer.jpg");
        _folder.Say("gray", "colour", ImageRelation.Recoloured);
        _folder.Say("gray", "longer", ImageRelation.Recoloured);
        _folder.Say("colour", "longer", ImageRelation.Reencoded);
        var options = new DuplicateOptions { Relations = new HashSet<ImageRelation> { ImageRelation.Recoloured, ImageRelation.Reencoded } };
        Assert.Equal(["longer.jpg: colour.jpg Reencoded"], _folder.Groups(options));
    }

    /// <summary>One stands for all: 300 copies of a photo once took 75 seconds.</summary>
    [Fact]
    public void CopiesOfTheSameBytes_AreComparedAsOne()
    {
        for (int i = 0; i < 300; i++)
        {
            _folder.Write($"same{i:000}.jpg");
            _folder.Index($"same{i:000}.jpg");
        }

        _folder.Add("other.jpg", 1);
        _folder.Say("same000", "other", ImageRelation.Reencoded);
        DuplicateGroup group = Assert.Single(_folder.Find().Groups);
        Assert.Equal("other.jpg", DuplicateFolder.Name(group.Keeper));
        Assert.Equal(300, group.Duplicates.Count);
        Assert.Single(_folder.Compared);

        group = Assert.Single(_folder.Find(
            new DuplicateOptions { Relations = new HashSet<ImageRelation> { ImageRelation.IdenticalBytes } }).Groups);
        Assert.Equal((299, "same000.jpg"), (group.Duplicates.Count, DuplicateFolder.Name(group.Keeper)));
        Assert.All(group.Duplicates,
            d => Assert.Equal((ImageRelation.IdenticalBytes, 1), (d.Comparison.Relation, d.Comparison.Confidence)));
        Assert.Single(_folder.Compared);
    }

    [Fact]
    public void ImagesOfReference_AreKept_AndNotOffered()
    {
        _folder.Add("archive/a.jpg");
        _folder.Add("archive/b.jpg", 1);
        _folder.Add("c.jpg", 2);
        _folder.Add("d.jpg", 3);
        _folder.Add("e.jpg");
        _folder.Say("a", "c", ImageRelation.Reencoded);
        _folder.Say("b", "c", ImageRelation.Reencoded);
        _folder.Say("c", "d", ImageRelation.Reencoded);
        string archive = _folder.At("archive") + Path.DirectorySeparatorChar;
        var options = new DuplicateOptions { IsReference = i => i.Path.StartsWith(archive, StringComparison.Ordinal) };
        Assert.Equal(["a.jpg: e.jpg IdenticalBytes", "b.jpg: c.jpg Reencoded"], _folder.Groups(options));
    }

    [Fact]
    public void IgnoredPairs_AreNoDuplicates_EvenOfTheSameBytes()
    {
        AddFalling("a", "b", "c");
        _folder.Add("d.jpg", 1);
        _folder.Say("a", "b", ImageRelation.Reencoded);
        _folder.Say("a", "c", ImageRelation.Reencoded);
        _folder.Say("b", "c", ImageRelation.Reencoded);
        Assert.Equal(["a.jpg: b.jpg Reencoded, c.jpg Reencoded, d.jpg Reencoded"], _folder.Groups());
        var options = new DuplicateOptions
        { IsIgnored = (a, b) => string.Concat(new[] { a, b }.Select(DuplicateFolder.Name).Order()) is "a.jpgb.jpg" or "c.jpgd.jpg" };
        Assert.Equal(["a.jpg: c.jpg Reencoded, d.jpg Reencoded"], _folder.Groups(options));
        _folder.Pixels.Clear();
        Assert.Equal(["c.jpg: d.jpg IdenticalBytes"], _folder.Groups());
        Assert.Empty(_folder.Groups(options));
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

    [Fact]
    public void Cancelling_EndsTheSearch()
    {
        AddFalling("a", "b");
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => _folder.Find(new DuplicateOptions(), cancel.Token));
    }

    private static string Answer(DuplicateResult found) => string.Join(';', found.Groups.SelectMany(g =>
        g.Duplicates.Select(d => $"{g.Number} {g.Keeper.Id} {d.Image.Id} {d.Comparison.Relation} {d.Comparison.Confidence}")));

    /// <summary>The same picture under several names, each with fewer bytes than the one before; the first is kept most gladly.</summary>
    private void AddFalling(params string[] names)
    {
        for (int i = 0; i < names.Length; i++)
        {
            _folder.Add(names[i] + ".jpg", names.Length - i);
        }
    }
}
