using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Storage;
using ImageSearch.Storage.Faiss;
using ImageSearch.TestSupport;
using Xunit.Abstractions;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Faiss;

public sealed class FaissFileTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("a.faiss");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ExportAndImport_KeepRowsIdsAndPaths()
    {
        var random = new Random(1);
        ImageIndex index = Samples.Index(Samples.Rows(random, 5000), Samples.Rows(random, 2), Samples.Rows(random, 30), []);
        index.Remove(2);
        FaissFile.Export(index.Snapshot(), FilePath);
        ImageIndex imported = FaissFile.Import(FilePath, index.Settings);
        Assert.Equal([1L, 3], imported.GetImages().Select(i => i.Id));
        Assert.Equal([0, 0], imported.GetImages().Select(i => i.PageCount));
        foreach ((IndexedImage was, IndexedImage now) in index.GetImages().Zip(imported.GetImages()))
        {
            Assert.Equal((was.Path, was.LengthBytes, was.ModifiedUtc, was.Width), (now.Path, now.LengthBytes, now.ModifiedUtc, now.Width));
            Assert.Equal(index.Snapshot().GetFeatures(was.Id).Descriptors, imported.Snapshot().GetFeatures(was.Id).Descriptors);
        }

        imported.Add(Samples.Image("new.jpg", new byte[128]), out IndexedImage added);
        Assert.Equal(4, added.Id);
        IndexFile.Save(imported, _folder.At("a.imgidx"));
        Assert.Equal(3, IndexFile.Open(_folder.At("a.imgidx")).ImageCount);
        Assert.Equal(ErrorKind.IndexExists, Assert.Throws<IndexException>(() => FaissFile.Export(index.Snapshot(), FilePath)).Kind);
    }

    [Fact]
    public void Import_OfOtherKinds_SaysWhatIsRead()
    {
        FaissFile.Export(Samples.Index(Samples.Rows(new Random(1), 3)).Snapshot(), FilePath);
        byte[] right = File.ReadAllBytes(FilePath);
        (int At, byte Value)[] wrongs =
        [
            (2, (byte)'P'), (4, 64), (8, 9), (33, 0), (37 + 2, (byte)'S'), (37 + 4, 64), (37 + 8, 9), (74, 1), (80, 200), (84, 1),
                (right.Length - 1, 255),
        ];
        foreach ((int at, byte value) in wrongs)
        {
            byte[] wrong = [.. right];
            wrong[at] = value;
            AssertRefused(wrong, $"byte {at}");
        }

        for (int length = 0; length < right.Length; length += 13)
        {
            AssertRefused(right[..length], $"{length} bytes");
        }
    }

    [Fact]
    public void Faiss_ReadsOurs_FindsTheSame_AndWeReadItsOwn()
    {
        if (!FaissPython.IsThere(output))
        {
            return;
        }

        var random = new Random(2);
        byte[] query = Samples.Rows(random, 7, 200);
        ImageIndex index = Samples.Index([.. Enumerable.Range(0, 9).Select(_ => Samples.Rows(random, 400, 200))]);
        FaissFile.Export(index.Snapshot(), FilePath);
        File.WriteAllBytes(_folder.At("q.u8"), query);
        string script = $"""
            import faiss, numpy as np
            i = faiss.read_index({FaissPython.Quoted(FilePath)})
            q = np.fromfile({FaissPython.Quoted(_folder.At("q.u8"))}, dtype=np.uint8).reshape(-1, 128).astype(np.float32)
            d, ids = i.search(q, 4)
            print(' '.join(f'{"{int(a)}:{b}"}' for a, b in zip(d.ravel(), ids.ravel())))
            two = faiss.IndexIDMap2(faiss.IndexFlatL2(128))
            two.add_with_ids(q, np.array([5, 6, 5, 6, 5, 6, 9]))
            faiss.write_index(two, {FaissPython.Quoted(_folder.At("two.faiss"))})
            faiss.write_index(faiss.IndexFlatL2(128), {FaissPython.Quoted(_folder.At("flat.faiss"))})
            faiss.write_index(faiss.index_factory(128, "IDMap,PQ4"), {FaissPython.Quoted(_folder.At("pq.faiss"))})
            cells = faiss.IndexFlatL2(128)
            cells.add(q[:3])
            lists = faiss.IndexIVFFlat(cells, 128, 3)
            lists.is_trained = True
            faiss.write_index(faiss.IndexIVFPQ(cells, 128, 3, 4, 4), {FaissPython.Quoted(_folder.At("ivfpq.faiss"))})
            mapped = faiss.IndexIDMap(lists)
            mapped.add_with_ids(q, np.array([5, 6, 5, 6, 5, 6, 9]))
            faiss.write_index(mapped, {FaissPython.Quoted(_folder.At("mapped.faiss"))})
            lists.reset()
            lists.add_with_ids(q, np.array([5, 6, 5, 6, 5, 6, 9]))
            faiss.write_index(lists, {FaissPython.Quoted(_folder.At("lists.faiss"))})
            """;
        Assert.True(FaissPython.Run(script, out string answer) == 0, answer);
        IndexSnapshot snapshot = index.Snapshot();
        Neighbour[][] own = NearestSearch.Run(SearchScope.All(snapshot), query, new NearestOptions(4), default);
        Assert.Equal(string.Join(' ', own.SelectMany(n => n).Select(n => $"{n.SquaredDistance}:{snapshot.EntryOfRow(n.Row).Image.Id}")),
            answer.Trim());

        IndexSnapshot imported = FaissFile.Import(_folder.At("two.faiss"), IndexSettings.Default).Snapshot();
        Assert.Equal((3, 7L), (imported.ImageCount, imported.RowCount));
        Assert.Equal([.. query[..128], .. query[256..384], .. query[512..640]], imported.GetFeatures(5).Descriptors);
        Assert.Equal(9, imported.GetImage(9).Id);
        IndexSnapshot mapped = FaissFile.Import(_folder.At("mapped.faiss"), IndexSettings.Default).Snapshot();
        Assert.Equal(imported.GetFeatures(5).Descriptors, mapped.GetFeatures(5).Descriptors);
        Assert.Equal(imported.GetFeatures(6).Descriptors, mapped.GetFeatures(6).Descriptors);
        IndexSnapshot lists = FaissFile.Import(_folder.At("lists.faiss"), IndexSettings.Default).Snapshot();
        Assert.Equal(imported.GetFeatures(6).Descriptors.Chunk(128).Select(Convert.ToHexString).Order(),
            lists.GetFeatures(6).Descriptors.Chunk(128).Select(Convert.ToHexString).Order());
        foreach ((string file, string kind) in new[] { ("flat.faiss", "IxF2"), ("pq.faiss", "IxPq"), ("ivfpq.faiss", "IwPQ") })
        {
            IndexException error = Assert.Throws<IndexException>(() => FaissFile.Import(_folder.At(file), IndexSettings.Default));
            Assert.Equal(ErrorKind.ImportUnsupported, error.Kind);
            Assert.Contains(kind, error.Message, StringComparison.Ordinal);
        }
    }

    private void AssertRefused(byte[] bytes, string what)
    {
        File.WriteAllBytes(FilePath, bytes);
        Exception? error = Record.Exception(() => FaissFile.Import(FilePath, IndexSettings.Default));
        Assert.True(error is IndexException { Kind: ErrorKind.ImportUnsupported }, $"{what}: {error}");
    }
}
