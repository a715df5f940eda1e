using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Repository;

/// <summary>Which folder of Core may know which others (docs/architecture.md). An edge more is a decision; one that is gone leaves the
/// table.</summary>
public sealed class FolderTests
{
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["Errors"] = "",
        ["Files"] = "",
        ["Parts"] = "",
        ["Threads"] = "Errors",
        ["Kernels/Simd"] = "",
        ["Kernels/Scan"] = "Kernels/Simd",
        ["Kernels/Extraction"] = "Kernels/Simd",
        ["Imaging"] = "Errors Files Parts",
        ["Sift"] = "Errors Imaging Kernels/Extraction Kernels/Scan Kernels/Simd Parts",
        ["Geometry"] = "Kernels/Scan Sift",
        ["Cuda"] = "Errors Kernels/Scan",
        ["Features"] = "Imaging Sift",
        ["Index"] = "Cuda Errors Features Files Imaging Kernels/Scan Sift",
        ["Neighbours"] = "Cuda Errors Index Kernels/Scan Kernels/Simd Threads",
        ["Cells"] = "Index Kernels/Scan Neighbours Threads",
        ["Comparison"] = "Errors Features Geometry Imaging Kernels/Extraction Kernels/Scan Kernels/Simd Sift",
        ["Retrieval"] = "Cells Comparison Errors Features Files Geometry Imaging Index Neighbours Sift Threads",
        ["Duplicates"] = "Comparison Errors Features Files Geometry Imaging Index Kernels/Scan Sift Threads",
        ["Storage/Format"] = "Errors Files Imaging Index Kernels/Scan Sift",
        ["Storage/Commit"] = "Cells Errors Files Imaging Index Kernels/Scan Storage/Format",
        ["Storage"] = "Cells Errors Files Imaging Index Storage/Commit Storage/Format",
        ["Storage/Repair"] = "Files Index Storage Storage/Commit Storage/Format",
        ["Storage/Sealed"] = "Errors Files Index Storage Storage/Commit Storage/Format Storage/Repair",
        ["Storage/Replica"] = "Errors Files Storage Storage/Commit Storage/Format Storage/Repair",
        ["Storage/Faiss"] = "Errors Files Imaging Index Storage/Format",
        ["Quarantine"] = "Errors Files",
        ["Ingest"] = "Errors Features Files Imaging Index Quarantine Retrieval Sift Storage Storage/Commit Threads",
        ["Pictures"] = "Comparison Duplicates Errors Features Files Geometry Imaging Index Retrieval",
        ["Wire"] = "Comparison Errors Geometry Index Pictures Retrieval",
        ["Reports"] = "Comparison Duplicates Errors Files Geometry Imaging Index Pictures",
    };

    [Fact]
    public void Folders_KnowWhatTheyMay()
    {
        string wrong = FolderGraph.Differences(Allowed, Edges());
        Assert.True(wrong.Length == 0, wrong);
    }

    [Fact]
    public void Folders_HaveNoCycles() => Assert.Null(FolderGraph.Cycle(Edges()));

    [Fact]
    public void Cycle_IsFound()
    {
        var edges = new Dictionary<string, SortedSet<string>> { ["a"] = ["b"], ["b"] = ["c"], ["c"] = ["b"], ["d"] = ["a"] };
        Assert.Equal("b -> c -> b", FolderGraph.Cycle(edges));
        edges["c"] = [];
        Assert.Null(FolderGraph.Cycle(edges));
    }

    /// <summary>Storage and Kernels by the folders within them; of the others those within count as the folder itself.</summary>
    private static IReadOnlyDictionary<string, SortedSet<string>> Edges() => FolderGraph.Of(
        typeof(ErrorKind).Assembly.Location, Path.Combine(TestData.Repository, "src", "ImageSearch.Core"), nameof(ImageSearch),
        name => name.Length == 0 ? "Errors" : name.StartsWith("Storage.", StringComparison.Ordinal)
        || name.StartsWith("Kernels.", StringComparison.Ordinal)
            ? name.Replace('.', '/') : name.Split('.')[0]);
}
