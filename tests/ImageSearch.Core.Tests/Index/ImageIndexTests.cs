using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Sift;

namespace ImageSearch.Tests.Index;

public sealed class ImageIndexTests
{
    private readonly Random _random = new(4);

    [Fact]
    public void Add_OfTheSameContent_ChangesNothing()
    {
        byte[] rows = Samples.Rows(_random, 9);
        ImageIndex index = Samples.Index(rows);
        long generation = index.Generation;
        Assert.Equal(AddOutcome.Unchanged, index.Add(Samples.Image("image1.jpg", rows), out IndexedImage image));
        Assert.Equal((1L, 1, 9L, generation), (image.Id, index.ImageCount, index.RowCount, index.Generation));
    }

    [Fact]
    public void Add_OfANewTime_NotesIt()
    {
        byte[] rows = Samples.Rows(_random, 9);
        ImageIndex index = Samples.Index(rows);
        DateTime later = DateTime.UnixEpoch.AddDays(1);
        Assert.Equal(AddOutcome.Unchanged, index.Add(Samples.Image("image1.jpg", rows, later), out _));
        Assert.True(index.TryGet(1, out IndexedImage? image));
        Assert.Equal(later, image.ModifiedUtc);
    }

    [Fact]
    public void Add_OfNewContent_ReplacesAndKeepsTheId()
    {
        ImageIndex index = Samples.Index(Samples.Rows(_random, 9), Samples.Rows(_random, 5));
        byte[] changed = Samples.Rows(_random, 7);
        Assert.Equal(AddOutcome.Replaced, index.Add(Samples.Image("image1.jpg", changed), out IndexedImage image));
        Assert.Equal((1L, 2, 12L), (image.Id, index.ImageCount, index.RowCount));
        Assert.Equal(changed, index.Snapshot().GetFeatures(1).Descriptors);
    }

    [Fact]
    public void Remove_FreesThePath_AndNeverGivesTheIdAgain()
    {
        ImageIndex index = Samples.Index(Samples.Rows(_random, 9));
        Assert.True(index.Remove(1));
        Assert.False(index.Remove(1));
        Assert.False(index.TryGet("image1.jpg", out _));
        index.Add(Samples.Image("image1.jpg", Samples.Rows(_random, 3)), out IndexedImage again);
        Assert.Equal(2, again.Id);
    }

    [Fact]
    public void Snapshot_DoesNotSeeLaterChanges()
    {
        byte[] first = Samples.Rows(_random, 40);
        ImageIndex index = Samples.Index(first);
        IndexSnapshot before = index.Snapshot();
        index.Remove(1);
        for (int i = 0; i < 300; i++)
        {
            index.Add(Samples.Image($"more{i}.jpg", Samples.Rows(_random, 60)), out _);
        }

        Assert.Equal((1, 40L), (before.ImageCount, before.RowCount));
        Assert.Equal(first, before.GetFeatures(1).Descriptors);
        Assert.Equal(1, ImageSearcher.Search(before, ImageQuery.OfDescriptors(first), new SearchOptions())[0].Image.Id);
    }

    [Fact]
    public void ManyRemovals_AreTidiedUp_AndEveryImageKeepsItsRows()
    {
        var index = new ImageIndex(IndexSettings.Default);
        var kept = new Dictionary<long, byte[]>();
        for (int i = 0; i < 300; i++)
        {
            byte[] rows = Samples.Rows(_random, 500);
            index.Add(Samples.Image($"{i}.jpg", rows), out IndexedImage image);
            if (i % 3 == 0)
            {
                kept[image.Id] = rows;
            }
        }

        IndexSnapshot before = index.Snapshot();
        foreach (long id in Enumerable.Range(1, 300).Select(i => (long)i).Where(id => !kept.ContainsKey(id)))
        {
            index.Remove(id);
        }

        IndexSnapshot after = index.Snapshot();
        Assert.Equal(50_000, after.RowCount);
        Assert.True(after.Segments[^1].End < before.Segments[^1].End);
        Assert.All(kept, pair => Assert.Equal(pair.Value, after.GetFeatures(pair.Key).Descriptors));
        Assert.Equal(300, before.ImageCount);
    }

    /// <summary>Images without rows are images as others are; no row is ever taken for theirs.</summary>
    [Fact]
    public void Images_WithoutFeatures_LieAmongTheOthers()
    {
        byte[] rows = Samples.Rows(_random, 40);
        ImageIndex index = Samples.Index([], rows[..2560], [], rows[2560..]);
        Assert.Equal((4, 40L), (index.ImageCount, index.RowCount));
        IndexSnapshot snapshot = index.Snapshot();
        Assert.Empty(snapshot.GetFeatures(3).Descriptors);
        Assert.Equal([2L], ImageSearcher.Search(snapshot, ImageQuery.OfDescriptors(rows.AsMemory(0, 2560)),
            new SearchOptions(Neighbours: 1)).Select(m => m.Image.Id));
        Assert.Equal([4L], ImageSearcher.Search(snapshot, ImageQuery.OfDescriptors(rows.AsMemory(2560)), new SearchOptions(Neighbours: 1))
            .Select(m => m.Image.Id));
        Assert.Empty(ImageSearcher.Search(snapshot, ImageQuery.Of(snapshot, 3), new SearchOptions { Verify = false }));
        Assert.Empty(ImageSearcher.Search(snapshot, ImageQuery.OfDescriptors(rows),
            new SearchOptions { AmongIds = new HashSet<long> { 1, 3 } }));

        Assert.Equal(AddOutcome.Unchanged, index.Add(Samples.Image("image1.jpg", []), out _));
        Assert.Equal(AddOutcome.Replaced, index.Add(Samples.Image("image1.jpg", rows[..1280]), out IndexedImage replaced));
        Assert.Equal((1L, 10), (replaced.Id, replaced.FeatureCount));
        Assert.True(index.Remove(3));
        Assert.Equal((3, 50L), (index.ImageCount, index.RowCount));
    }

    [Fact]
    public void Add_OfDescriptorsThatDoNotFit_IsRefused()
    {
        DescribedImage image = Samples.Image("a", Samples.Rows(_random, 2));
        DescribedImage broken = image with { Features = image.Features with { Descriptors = new byte[100] } };
        Assert.Equal(ErrorKind.IndexSettingsMismatch,
            Assert.Throws<IndexException>(() => new ImageIndex(IndexSettings.Default).Add(broken, out _)).Kind);
    }

    [Fact]
    public void Add_OfDescriptorsOfAnotherKind_IsRefused()
    {
        DescribedImage image = Samples.Image("a", Samples.Rows(_random, 2));
        foreach (DescriptorKind kind in Enum.GetValues<DescriptorKind>())
        {
            var index = new ImageIndex(IndexSettings.Default with { Sift = new SiftSettings(Descriptor: kind) });
            DescribedImage other = image with { Features = image.Features with { Kind = 1 - kind } };
            Assert.Equal(ErrorKind.IndexSettingsMismatch, Assert.Throws<IndexException>(() => index.Add(other, out _)).Kind);
            index.Add(image with { Features = image.Features with { Kind = kind } }, out IndexedImage added);
            Assert.Equal(kind, index.Snapshot().GetFeatures(added.Id).Kind);
        }
    }

    [Fact]
    public void HasUnsavedChanges_FollowsChanges()
    {
        var index = new ImageIndex(IndexSettings.Default);
        Assert.False(index.HasUnsavedChanges);
        index.Add(Samples.Image("a", Samples.Rows(_random, 2)), out _);
        Assert.True(index.HasUnsavedChanges);
    }

    [Theory]
    [InlineData(512, 341)]
    [InlineData(1, 1)]
    [InlineData(16, 4096)]
    public void PackedKeypoint_KeepsPlaceScaleAndAngle(int width, int height)
    {
        for (int i = 0; i < 1000; i++)
        {
            var keypoint = new Keypoint(_random.NextSingle() * width, _random.NextSingle() * height, 0.5f + (_random.NextSingle() * 200),
                _random.NextSingle() * 360, 0);
            Keypoint back = PackedKeypoint.Pack(keypoint, width, height).Unpack(width, height);
            double step = Math.Max(width, height) / 65535.0;
            Assert.Equal(keypoint.X, back.X, step);
            Assert.Equal(keypoint.Y, back.Y, step);
            Assert.Equal(1, back.Scale / keypoint.Scale, 0.0005);
            double turned = Math.Abs(back.Angle - keypoint.Angle);
            Assert.True(Math.Min(turned, 360 - turned) < 0.006);
        }
    }
}
