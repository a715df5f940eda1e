using ImageSearch.Cells;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Neighbours;
using ImageSearch.Storage;
using ImageSearch.Storage.Faiss;
using ImageSearch.Storage.Format;
using ImageSearch.Tests.Cells;
using ImageSearch.TestSupport;
using Xunit.Abstractions;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Faiss;

/// <summary>Indexes with lists as Faiss's IVFn,Flat.</summary>
public sealed class FaissListsExportTests(ITestOutputHelper output) : IDisposable
{
    private const int Images = 100;

    private readonly TemporaryFolder _folder = new();

    private string IndexPath => _folder.At("a.imgidx");

    private string FilePath => _folder.At("a.faiss");

    public void Dispose() => _folder.Dispose();

    /// <summary>Images that were removed are not in it; rows that are in no list yet are in the cells that they would be in.</summary>
    [Fact]
    public void ExportAndImport_KeepAllRows()
    {
        ImageIndex index = Made();
        Assert.Equal("IDMap,IVF256,Flat", FaissFile.Export(index.Snapshot(), FilePath));
        ImageIndex imported = FaissFile.Import(FilePath, index.Settings);
        Assert.Equal(index.GetImages().Where(i => i.FeatureCount > 0).Select(i => (i.Id, i.Path)),
            imported.GetImages().Select(i => (i.Id, i.Path)));
        Assert.All(imported.GetImages(), i => Assert.Equal(
            index.Snapshot().GetFeatures(i.Id).Descriptors, imported.Snapshot().GetFeatures(i.Id).Descriptors));

        Assert.Equal("IDMap,Flat", FaissFile.Export(index.Snapshot(), FilePath, replace: true, kind: IndexKind.Flat));
        Assert.Equal(index.RowCount, FaissFile.Import(FilePath, index.Settings).RowCount);
    }

    [Fact]
    public void Lists_ThatAreNotThere_OrDamaged_AreNotWritten()
    {
        ImageIndex flat = CellSamples.Index(3);
        IndexException error = Assert.Throws<IndexException>(
            () => FaissFile.Export(flat.Snapshot(), FilePath, kind: IndexKind.Inverted));
        Assert.Contains("no lists", error.Message, StringComparison.Ordinal);
        Made();
        byte[] bytes = File.ReadAllBytes(IndexPath);
        bytes[bytes.AsSpan().IndexOf(IndexFormat.ListsMagic) + 20_000] ^= 0x40;
        MappedFiles.LetGo();
        File.WriteAllBytes(IndexPath, bytes);
        IndexSnapshot damaged = IndexFile.Open(IndexPath).Snapshot();
        error = Assert.Throws<IndexException>(() => FaissFile.Export(damaged, FilePath));
        Assert.Equal(ErrorKind.IndexNotWritable, error.Kind);
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(FilePath));
        Assert.Equal("IDMap,Flat", FaissFile.Export(damaged, FilePath, kind: IndexKind.Flat));
    }

    /// <summary>Faiss finds in as many cells the rows that are nearest among those of our cells.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(256)]
    public void Faiss_FindsTheNearestOfTheSameCells(int visits)
    {
        if (!FaissPython.IsThere(output))
        {
            return;
        }

        ImageIndex index = Made();
        IndexSnapshot snapshot = index.Snapshot();
        FaissFile.Export(snapshot, FilePath);
        byte[] query = CellSamples.Altered(CellSamples.Rows(33), 5);
        File.WriteAllBytes(_folder.At("q.u8"), query);
        Assert.True(FaissPython.Run($"""
            import faiss, numpy as np
            i = faiss.read_index({FaissPython.Quoted(FilePath)})
            q = np.fromfile({FaissPython.Quoted(_folder.At("q.u8"))}, dtype=np.uint8).reshape(-1, 128).astype(np.float32)
            faiss.downcast_index(i.index).nprobe = {visits}
            d, ids = i.search(q, 3)
            print(' '.join(f'{"{int(a)}:{b}"}' for a, b in zip(d.ravel(), ids.ravel())))
            """, out string answer) == 0, answer);
        Assert.Equal(string.Join(' ', Expected(snapshot, query, visits)), answer.Trim());
    }

    private static IEnumerable<string> Expected(IndexSnapshot snapshot, byte[] query, int visits)
    {
        InvertedLists lists = snapshot.Lists!;
        int[] cellOf = CellsOfRows.Find(lists, snapshot);
        long[] starts = CellsOfRows.Starts(snapshot);
        Neighbour[][] cells = ExactNearestNeighbours.Nearest(
            new SearchScope([lists.Centres.Rows]), query, visits, 0, ScanKernels.Best, default);
        Neighbour[][] all = ExactNearestNeighbours.Nearest(
            SearchScope.All(snapshot), query, (int)snapshot.RowCount, 0, ScanKernels.Best, default);
        for (int row = 0; row < cells.Length; row++)
        {
            var visited = cells[row].Select(c => (int)c.Row).ToHashSet();
            int found = 0;
            foreach (Neighbour neighbour in all[row])
            {
                int entry = snapshot.Entries.ToArray().ToList().FindLastIndex(e => e.FirstRow <= neighbour.Row);
                IndexEntry image = snapshot.Entries[entry];
                if (found < 3 && visited.Contains(cellOf[starts[entry] + neighbour.Row - image.FirstRow]))
                {
                    found++;
                    yield return $"{neighbour.SquaredDistance}:{image.Image.Id}";
                }
            }
        }
    }

    /// <summary>Lists, a removed image, one without features, and one that is in no list yet.</summary>
    private ImageIndex Made()
    {
        ImageIndex index = CellSamples.Index(Images + 1);
        index.Add(Samples.Image("none.jpg", []), out _);
        IndexFile.Save(index, IndexPath);
        IndexFile.Compact(index, IndexKind.Inverted);
        index.Remove(50);
        index.Add(Samples.Image("new.jpg", CellSamples.Rows(5000)), out _);
        IndexFile.Save(index);
        return index;
    }
}
