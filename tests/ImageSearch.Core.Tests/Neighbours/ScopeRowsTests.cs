using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Tests.Index;

namespace ImageSearch.Tests.Neighbours;

/// <summary>Which rows a device is told to search, against a look at each image's rows.</summary>
public sealed class ScopeRowsTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(1024)]
    [InlineData(1 << 16)]
    public void Bits_AreThoseOfTheImagesThatAreWanted(int partRows)
    {
        var random = new Random(partRows);
        ImageIndex index = Samples.Index([.. Enumerable.Range(0, 60).Select(_ => Samples.Rows(random, random.Next(1, 150), 3))]);
        for (int id = 3; id < 60; id += random.Next(1, 9))
        {
            index.Remove(id);
        }

        IndexSnapshot snapshot = index.Snapshot();
        Same(SearchScope.All(snapshot), snapshot, _ => true, partRows);
        Same(new SearchScope(snapshot, id => id % 3 == 0), snapshot, id => id % 3 == 0, partRows);
        Same(new SearchScope(snapshot, id => id is > 20 and < 23), snapshot, id => id is > 20 and < 23, partRows);
        Same(new SearchScope(snapshot, _ => false), snapshot, _ => false, partRows);
    }

    [Fact]
    public void SearchesOfASnapshot_ShareThem()
    {
        IndexSnapshot snapshot = Samples.Index(Samples.Rows(new Random(1), 40)).Snapshot();
        Assert.Same(ScopeRows.Of(SearchScope.All(snapshot)), ScopeRows.Of(SearchScope.All(snapshot)));
    }

    private static void Same(SearchScope scope, IndexSnapshot snapshot, Func<long, bool> isWanted, int partRows)
    {
        var expected = new HashSet<long>();
        foreach (IndexEntry entry in snapshot.Entries.ToArray().Where(e => isWanted(e.Image.Id)))
        {
            expected.UnionWith(Enumerable.Range(0, entry.Image.FeatureCount).Select(i => entry.FirstRow + i));
        }

        ScopeRows rows = ScopeRows.Of(scope);
        long total = rows.Runs.Sum(r => (long)r.Rows);
        var bits = new uint[(partRows + 31) / 32];

        // The second time from what was kept, over what others left.
        for (int turn = 0; turn < 2; turn++)
        {
            var found = new HashSet<long>();
            for (long first = 0; first < total; first += partRows)
            {
                int count = (int)Math.Min(partRows, total - first);
                Array.Fill(bits, 0xAAAAAAAA);
                int wanted = rows.Wanted(first, count, bits);
                long[] set = [.. Enumerable.Range(0, count).Where(i => (bits[i / 32] >> (i % 32) & 1) != 0).Select(i => first + i)];
                Assert.Equal(wanted, set.Length);
                found.UnionWith(set);
            }

            Assert.True(expected.SetEquals(found));
        }
    }
}
