using System.Globalization;
using ImageSearch.Cuda;
using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;
using ImageSearch.Storage;
using ImageSearch.Tests.Cells;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Retrieval;

/// <summary>A search in two halves, over rows that are dealt out at random, answers as over rows that lie together; and whoever asks looks
/// at no row.</summary>
public sealed class DealtRowsTests : IDisposable
{
    private const int Holders = 3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void RowsThatAreDealtOut_GiveTheSameAnswers(int seed)
    {
        var random = new Random(seed);
        IndexSnapshot whole = Made(random);
        Assert.True(whole.Segments.Length > 2 * Holders);
        Dictionary<long, int> dealt = whole.Segments.ToArray().ToDictionary(s => s.FirstRow, _ => random.Next(Holders));
        int answers = 0;
        for (int i = 0; i < 20; i++)
        {
            DescribedImage image = Samples.Image("query.jpg", random.Next(5) == 0 ? Few(random.Next(20))
                : CellSamples.Altered(CellSamples.Rows(random.Next(1, 16)), random.Next()));
            ImageQuery query = random.Next(4) == 0 ? ImageQuery.Of(whole, whole.Entries[random.Next(whole.ImageCount)].Image.Id)
                : ImageQuery.Of(image);
            SearchOptions options = Options(random, whole);
            string expected = Told(ImageSearcher.Search(whole, query, options)), actual = Told(Search(whole, dealt, query, options));
            Assert.Equal(expected, actual);
            answers += expected.Length > 0 ? 1 : 0;
        }

        Assert.InRange(answers, 3, 20);
    }

    /// <summary>Whoever looks at rows that lie elsewhere finds out.</summary>
    [Fact]
    public void RowsElsewhere_CannotBeLookedAt()
    {
        IndexSnapshot bare = Without(Made(new Random(1)), _ => false);
        // On its own thread, on another, or on several at once.
        Exception error = Assert.ThrowsAny<Exception>(() =>
            ImageSearcher.Search(bare, ImageQuery.Of(Samples.Image("query.jpg", CellSamples.Rows(1))), new SearchOptions()));
        Assert.Contains("These rows lie elsewhere.", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Images in many segments: some of the same rows, some of few, some removed.</summary>
    private IndexSnapshot Made(Random random)
    {
        string path = _folder.At($"{Guid.NewGuid():N}.imgidx");
        var index = new ImageIndex(IndexSettings.Default);
        for (int save = 0; save < 10; save++)
        {
            for (int i = random.Next(2, 6); i >= 0; i--)
            {
                index.Add(Samples.Image($"{save}-{i}.jpg", random.Next(6) == 0 ? Few(random.Next(20))
                    : CellSamples.Rows(random.Next(1, 16))), out _);
            }

            if (save > 3)
            {
                index.Remove(random.Next(1, 12));
            }

            IndexFile.Save(index, path);
        }

        return IndexFile.Open(path).Snapshot();
    }

    private static byte[] Few(int seed) => CellSamples.Rows(1000 + seed, rows: 4);

    private static SearchOptions Options(Random random, IndexSnapshot whole) => new()
    {
        Neighbours = random.Next(1, 9),
        Verify = random.Next(3) > 0,
        IncludeMirrored = random.Next(2) == 0,
        MinimumVotes = random.Next(2) == 0 ? null : random.Next(1, 4),
        MaximumMatches = random.Next(1, 60),
        MinimumConfidence = random.Next(2) == 0 ? 0 : 0.5,
        AmongIds = random.Next(3) > 0 ? null
            : whole.Entries.ToArray().Select(e => e.Image.Id).Where(_ => random.Next(2) == 0).Append(999).ToHashSet(),
    };

    private static IReadOnlyList<ImageMatch> Search(
        IndexSnapshot whole, Dictionary<long, int> dealt, ImageQuery query, SearchOptions options)
    {
        bool IsWanted(long id) => id != query.Id && options.AmongIds?.Contains(id) != false;
        IRowHolder[] holders = [.. Enumerable.Range(0, Holders).Select(holder =>
        {
            IndexSnapshot own = Without(whole, first => dealt[first] == holder);
            return (IRowHolder)new LocalRows(own, new SearchScope(own, IsWanted), options, options.Nearest, CancellationToken.None)
            {
                Held = s => dealt[s.FirstRow] == holder,
            };
        })];
        IndexSnapshot bare = Without(whole, _ => false);
        int HolderOf(IndexEntry entry) => entry.FirstRow < 0 ? 0
            : dealt[whole.Segments.ToArray().Last(s => s.FirstRow <= entry.FirstRow).FirstRow];
        return ImageSearcher.Search(
            bare, query, options, IsWanted, new DealtRows(bare, holders, HolderOf, options.Neighbours), CancellationToken.None);
    }

    /// <summary>The same, without the rows of some segments: to look at them is an error.</summary>
    private static IndexSnapshot Without(IndexSnapshot whole, Func<long, bool> has) => new(whole.Settings,
        [.. whole.Segments.ToArray().Select(s => has(s.FirstRow) ? s : s with { Segment = RowSegment.Elsewhere(s.Segment.Rows) })],
        whole.Entries.ToArray(), new DeviceRowCache());

    private static string Told(IEnumerable<ImageMatch> matches) => string.Join('\n', matches.Select(m => string.Create(
        CultureInfo.InvariantCulture,
        $"{m.Rank} {m.Image.Id} {m.Votes} {m.Score:R} {m.IsMirrored} {m.Relation} {m.Confidence:R} {m.Inliers} "
        + $"{string.Join(',', m.Outline ?? [])}")));
}
