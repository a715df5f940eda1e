using ImageSearch.Comparison;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Comparison;

/// <summary>Images that have something in common and are not the same picture: two or more of each family.</summary>
public sealed class LookalikeTests(ComparedFiles files) : IClassFixture<ComparedFiles>
{
    private static readonly string Folder = Path.Combine(TestData.Tests, "data", "lookalikes");

    /// <summary>Where two words are nearly as true (a letter in a disc is a part of it, or all that matters), both stand in the list; the
    /// second is what is said today.</summary>
    public static TheoryData<string, string, string> Pairs()
    {
        var data = new TheoryData<string, string, string>();
        foreach (string[] row in File.ReadLines(Path.Combine(Folder, "pairs.tsv")).Skip(1).Select(l => l.Split('\t')))
        {
            data.Add(row[0], row[1], row[2]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Compare_SaysWhatTheyHaveInCommon_AndNeverThatTheyAreTheSame(string first, string second, string relations)
    {
        ImageComparison found = files.Compare(Path.Combine(Folder, first), Path.Combine(Folder, second));
        Assert.False(found.Relation >= ImageRelation.Resized && found.Confidence >= 0.95, $"{found.Relation}, {found.Confidence:0.00}");
        Assert.Contains(found.Relation, relations.Split('|').Select(Enum.Parse<ImageRelation>));
    }

    /// <summary>Across families nothing is common, or a photograph in other sizes that is not the whole of either.</summary>
    [Fact]
    public void Compare_AcrossFamilies_NeverSaysThatTheyAreTheSame()
    {
        string[] images = [.. Directory.GetDirectories(Folder).Order(StringComparer.Ordinal)
            .Select(d => Directory.GetFiles(d).Order(StringComparer.Ordinal).First())];
        foreach ((string first, string second) in images.SelectMany((a, i) => images.Skip(i + 1).Select(b => (a, b))))
        {
            ImageComparison found = files.Compare(first, second);
            Assert.True(found.Relation < ImageRelation.Resized, $"{first}, {second}: {found.Relation}, {found.Confidence:0.00}");
        }
    }
}
