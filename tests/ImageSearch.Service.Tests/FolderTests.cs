using ImageSearch.TestSupport;

namespace ImageSearch.Service.Tests;

/// <summary>Which folder of the service may know which others. The root is left out: its options are known to all, and its host knows
/// all.</summary>
public sealed class FolderTests
{
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["Problems"] = "",
        ["Measures"] = "",
        ["Access"] = "Measures Problems",
        ["Indexes"] = "Problems",
        ["Following"] = "Indexes Problems",
        ["Searching"] = "Indexes Measures Problems",
        ["Operations"] = "Access Following Indexes Measures Problems Searching",
        ["Api"] = "Access Following Indexes Measures Problems Searching",
        ["Contract"] = "Access Api Indexes Problems Searching",
        ["Compatible"] = "Access Indexes Problems Searching",
        ["Page"] = "",
    };

    [Fact]
    public void Folders_KnowWhatTheyMay()
    {
        IReadOnlyDictionary<string, SortedSet<string>> edges = FolderGraph.Of(typeof(ServiceHost).Assembly.Location,
            Path.Combine(TestData.Repository, "src", "ImageSearch.Service"), typeof(ServiceHost).Namespace!, name => name.Length == 0 ? null
            : name.Split('.')[0]);
        string wrong = FolderGraph.Differences(Allowed, edges);
        Assert.True(wrong.Length == 0, wrong);
        Assert.Null(FolderGraph.Cycle(edges));
    }
}
