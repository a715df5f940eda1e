using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
using ImageSearch.Storage;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Ingest;

public sealed class ImageIngestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OneThreadOrMany_GiveTheSameFileAndTheSameAnswers()
    {
        string[] files = [.. Directory.GetFiles(TestData.Photos, "*.jpg").Order(StringComparer.Ordinal),
            .. Directory.GetFiles(TestData.Hostile).Order(StringComparer.Ordinal)];
        ImageIndex one = Ingest(files, 1), many = Ingest(files, 5);
        IndexFile.Save(one, _folder.At("one.imgidx"));
        IndexFile.Save(many, _folder.At("many.imgidx"));
        Assert.Equal(File.ReadAllBytes(_folder.At("one.imgidx")), File.ReadAllBytes(_folder.At("many.imgidx")));
        string query = Directory.GetFiles(TestData.Copies, "life*rot45.jpg").Single();
        byte[] rows = new ImageDescriber(one.Settings).Describe(query).Features.Descriptors;
        Assert.Equal(
            Answer(ImageSearcher.Search(one.Snapshot(), ImageQuery.OfDescriptors(rows), new SearchOptions(Threads: 1))),
            Answer(ImageSearcher.Search(many.Snapshot(), ImageQuery.OfDescriptors(rows), new SearchOptions(Threads: 5))));
    }

    [Fact]
    public void HostileFiles_AreLeftOut_AndTheIndexIsUsable()
    {
        var index = new ImageIndex(IndexSettings.Default);
        IngestResult[] results = Run(index, [.. Directory.GetFiles(TestData.Hostile), TestData.Photo("Wine")], 2);
        Assert.Null(results[^1].Error);
        Assert.Contains(results, r => r.Error?.Kind == ErrorKind.ImageUnreadable);
        Assert.Contains(results, r => r.Error?.Kind == ErrorKind.ImageTooLarge);
        Assert.Contains(results, r => r.Image is { FeatureCount: 0 });
        Assert.Equal(results.Count(r => r.Error is null), index.ImageCount);
        byte[] rows = index.Snapshot().GetFeatures(results[^1].Image!.Id).Descriptors;
        Assert.Equal(results[^1].Image!.Id,
            ImageSearcher.Search(index.Snapshot(), ImageQuery.OfDescriptors(rows), new SearchOptions())[0].Image.Id);
    }

    [Fact]
    public void UnchangedFiles_AreSkipped_ChangedOnesReplaced()
    {
        File.Copy(TestData.Photo("Wine"), _folder.At("a.jpg"));
        File.Copy(TestData.Photo("life"), _folder.At("b.jpg"));
        var index = new ImageIndex(IndexSettings.Default);
        string[] files = [_folder.At("a.jpg"), _folder.At("b.jpg")];
        Assert.All(Run(index, files, 2), r => Assert.Equal(AddOutcome.Added, r.Outcome));
        File.SetLastWriteTimeUtc(_folder.At("a.jpg"), DateTime.UtcNow.AddDays(-1));
        File.Copy(TestData.Photo("Dragonfly"), _folder.At("b.jpg"), overwrite: true);
        IngestResult[] again = Run(index, files, 2);
        Assert.Equal([AddOutcome.Unchanged, AddOutcome.Replaced], again.Select(r => r.Outcome));
        Assert.Equal([1L, 2L], again.Select(r => r.Image!.Id));
        Assert.Equal(File.GetLastWriteTimeUtc(_folder.At("a.jpg")), again[0].Image!.ModifiedUtc);
    }

    [Fact]
    public void TheSameFileTwice_IsThereOnce()
    {
        var index = new ImageIndex(IndexSettings.Default);
        string photo = TestData.Photo("Wine");
        Assert.Equal([AddOutcome.Added, AddOutcome.Unchanged], Run(index, [photo, photo], 2).Select(r => r.Outcome));
        Assert.Equal(1, index.ImageCount);
    }

    /// <summary>
    /// Of the 76 altered copies in tests/data all but two are found first among the 19 photographs: two photographs show next to nothing.
    /// Another release of libvips shrinks a little differently, which may cost one more.
    /// </summary>
    [Fact]
    public void AlteredCopies_AreFoundFirst()
    {
        ImageIndex index = Ingest([.. Directory.GetFiles(TestData.Photos, "*.jpg").Order(StringComparer.Ordinal)], 0);
        var wrong = new List<string>();
        using var queries = new ImageQueries(index.Settings);
        string[][] lines = [.. File.ReadLines(Path.Combine(TestData.Copies, "queries.tsv")).Select(l => l.Split('\t'))
            .Where(f => f[1] != "none")];
        foreach (string[] fields in lines)
        {
            queries.Post(Path.Combine(TestData.Copies, fields[0]));
        }

        foreach (string[] fields in lines)
        {
            QueryImage query = queries.Take(wait: true)!;
            ImageMatch? best = ImageSearcher.Search(index.Snapshot(), ImageQuery.OfDescriptors(query.Image!.Features.Descriptors),
                new SearchOptions()).FirstOrDefault();
            if (Path.GetFileName(best?.Image.Path) != Path.GetFileName(fields[1]))
            {
                wrong.Add(fields[0]);
            }
        }

        Assert.Equal(76, lines.Length);
        Assert.True(wrong.Count <= 3, string.Join(", ", wrong));
    }

    private static ImageIndex Ingest(string[] files, int threads)
    {
        var index = new ImageIndex(IndexSettings.Default);
        Run(index, files, threads);
        return index;
    }

    private static IngestResult[] Run(ImageIndex index, string[] files, int threads)
    {
        using var ingest = new ImageIngest(index, threads);
        foreach (string file in files)
        {
            ingest.Post(file);
        }

        return [.. files.Select(_ => ingest.Take(wait: true)!)];
    }

    private static IEnumerable<(int, long, int, double)> Answer(IReadOnlyList<ImageMatch> matches) =>
        matches.Select(m => (m.Rank, m.Image.Id, m.Votes, m.Score));
}
