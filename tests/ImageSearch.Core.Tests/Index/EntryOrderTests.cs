using ImageSearch.Index;

namespace ImageSearch.Tests.Index;

/// <summary>A snapshot's entries are in order, whatever was added, replaced, moved and removed between two of them.</summary>
public sealed class EntryOrderTests
{
    [Fact]
    public void Entries_AreInOrder_AfterAnyChanges()
    {
        var random = new Random(5);
        ImageIndex index = Samples.Index();
        for (int round = 0; round < 60; round++)
        {
            for (int change = random.Next(8); change > 0; change--)
            {
                Change(index, random);
            }

            IndexEntry[] entries = index.Snapshot().Entries.ToArray();
            Assert.Equal(entries.OrderBy(e => e.FirstRow).ThenBy(e => e.Image.Id), entries);
            Assert.Equal(index.GetImages(), entries.Select(e => e.Image).OrderBy(i => i.Id));
            Assert.All(entries, e => Assert.Same(e, index.Snapshot().EntryOfId(e.Image.Id)));
        }

        Assert.True(index.ImageCount > 5);
    }

    private static void Change(ImageIndex index, Random random)
    {
        IReadOnlyList<IndexedImage> images = index.GetImages();
        switch (random.Next(6))
        {
            case 0 when images.Count > 0:
                index.Remove(images[random.Next(images.Count)].Id);
                break;
            case 1 when images.Count > 0:
                IndexedImage old = images[random.Next(images.Count)];
                index.MoveAll([(old.Id, old.Facts with { Path = $"/moved/{random.Next()}" })]);
                break;
            default:
                index.Add(Samples.Image($"{random.Next(30)}.jpg", Samples.Rows(random, random.Next(4))), out _);
                break;
        }
    }
}
