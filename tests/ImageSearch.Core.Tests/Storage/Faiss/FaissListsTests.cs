using ImageSearch.Index;
using ImageSearch.Storage.Faiss;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Storage.Faiss;

public sealed class FaissListsTests : IDisposable
{
    private static readonly byte[][] Rows = [.. Enumerable.Range(0, 5).Select(i => Enumerable.Range(0, 128)
        .Select(j => (byte)((i * 40) + (j % 17))).ToArray())];

    /// <summary>Five rows in three of four cells; rows 0 to 4 of the images 8, 3, 3, 8, 9.</summary>
    private static readonly FaissListsBytes Mapped = new([[Rows[4], Rows[0]], [], [Rows[1], Rows[3]], [Rows[2]]], [[4, 0], [], [1, 3], [2]])
    {
        Map = [8, 3, 3, 8, 9],
    };

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("a.faiss");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Import_OfListsInAMap_HasTheRowsInTheirOrder(bool sparse, bool hashed)
    {
        IndexSnapshot snapshot = Import((Mapped with { IsSparse = sparse, HasHashedMap = hashed }).Make());
        Assert.Equal((3, 5L), (snapshot.ImageCount, snapshot.RowCount));
        Assert.Equal([.. Rows[0], .. Rows[3]], snapshot.GetFeatures(8).Descriptors);
        Assert.Equal([.. Rows[1], .. Rows[2]], snapshot.GetFeatures(3).Descriptors);
        Assert.Equal(Rows[4], snapshot.GetFeatures(9).Descriptors);
    }

    [Fact]
    public void Import_OfListsAlone_TakesTheirIdsForImages()
    {
        IndexSnapshot snapshot = Import(new FaissListsBytes([[Rows[4]], [Rows[1], Rows[0]]], [[2], [7, 2]]).Make());
        Assert.Equal([.. Rows[4], .. Rows[0]], snapshot.GetFeatures(2).Descriptors);
        Assert.Equal(Rows[1], snapshot.GetFeatures(7).Descriptors);
    }

    [Fact]
    public void Import_OfDamagedLists_IsRefused()
    {
        byte[] right = Mapped.Make();
        for (int length = 0; length < right.Length; length += 13)
        {
            AssertRefused(right[..length], $"{length} bytes");
        }

        foreach (FaissListsBytes wrong in new[]
        {
            Mapped with { Map = [8, 3, 3, 8] },
            Mapped with { Map = [8, 3, 3, 8, 0] },
            Mapped with { Ids = [[4, 0], [], [1, 3], [3]] },
            Mapped with { Ids = [[4, 0], [], [1, 3], [5]] },
            Mapped with { Ids = [[4, 0], [], [1, 3], [-1]] },
        })
        {
            AssertRefused(wrong.Make(), wrong.ToString());
        }

        // Cells, centres, their bytes, the kind of lists, their cells, bytes a row, the kind of sizes, how many, the first of them.
        int centres = 37 + 37 + 16, lists = centres + 37 + 8 + (4 * 512) + 9;
        foreach (int at in new[] { 37 + 37, centres + 8, centres + 37, lists, lists + 4, lists + 12, lists + 20, lists + 24, lists + 32 })
        {
            byte[] wrong = [.. right];
            wrong[at] ^= 5;
            AssertRefused(wrong, $"byte {at}");
            wrong[Math.Min(at + 7, wrong.Length - 1)] = 127;
            AssertRefused(wrong, $"bytes {at} and {at + 7}");
        }
    }

    [Theory]
    [InlineData("IwPQ", "PQ")]
    [InlineData("IwSq", "SQ")]
    [InlineData("IwQR", "PQ")]
    [InlineData("IxPT", "transformed")]
    public void Import_OfCodes_SaysWhyNot(string kind, string why)
    {
        foreach (FaissListsBytes bytes in new[] { Mapped with { Kind = kind }, Mapped with { Kind = kind, Map = null } })
        {
            IndexException error = AssertRefused(bytes.Make(), kind);
            Assert.Contains(kind, error.Message, StringComparison.Ordinal);
            Assert.Contains(why, error.Message, StringComparison.Ordinal);
        }
    }

    private IndexSnapshot Import(byte[] bytes)
    {
        File.WriteAllBytes(FilePath, bytes);
        return FaissFile.Import(FilePath, IndexSettings.Default).Snapshot();
    }

    private IndexException AssertRefused(byte[] bytes, string what)
    {
        Exception? error = Record.Exception(() => Import(bytes));
        Assert.True(error is IndexException { Kind: ErrorKind.ImportUnsupported }, $"{what}: {error}");
        return (IndexException)error;
    }
}
