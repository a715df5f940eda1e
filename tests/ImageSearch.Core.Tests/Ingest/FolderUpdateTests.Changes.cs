using ImageSearch.Ingest;

namespace ImageSearch.Tests.Ingest;

// What an update removes, keeps, follows and leaves alone.
public sealed partial class FolderUpdateTests
{
    /// <summary>A drive that is not there looks like a folder that somebody emptied: what lay there stays, and is told of, until somebody
    /// says that it is meant.</summary>
    [Theory]
    [InlineData("empty")]
    [InlineData("a file that is no image")]
    [InlineData("one stray image")]
    public void Update_KeepsWhatLayInASubfolder_ThatIsSuddenlyWithoutIt(string now)
    {
        Copy("Wine", "local/a.jpg");
        foreach (string name in new[] { "Bridge", "umang", "life" })
        {
            Copy(name, $"nas/inner/{name}.jpg");
        }

        Update();
        Directory.Delete(At("nas"), recursive: true);
        Directory.CreateDirectory(At("nas"));
        if (now == "one stray image")
        {
            Copy("Kleiber", "nas/stray.jpg");
        }
        else if (now != "empty")
        {
            File.WriteAllText(At("nas/readme.txt"), "not mounted");
        }

        var update = new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true));
        Assert.Contains(At("nas"), Assert.Single(update.KeptWarnings), StringComparison.Ordinal);
        Assert.DoesNotContain(update.Apply(update.Steps, commits: false), r => r.Error is not null);
        Assert.Equal((0, 3), (update.Summary.Removed, update.Summary.Kept));
        Assert.Equal(3, Update(new UpdateOptions(Photos, Recurse: true) { AllowEmpty = true }).Removed);
    }

    [Fact]
    public void Update_RemovesNoLargerShareThanAllowed()
    {
        string[] names = ["Wine", "Bridge", "umang", "life", "Kleiber", "Dragonfly", "Fossa", "free", "friends", "sunset"];
        Array.ForEach(names, n => Copy(n, n + ".jpg"));
        Update();
        names[..6].ToList().ForEach(n => File.Delete(At(n + ".jpg")));
        var update = new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true));
        Assert.Contains("6 of 10 images are gone", Assert.Single(update.KeptWarnings), StringComparison.Ordinal);
        Assert.Empty(update.Steps);
        Assert.Empty(new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true) { MaximumRemoved = 0.6 }).KeptWarnings);
        Copy("Dragonfly", "Dragonfly.jpg");
        Assert.Equal(5, Update().Removed);
        File.Delete(At("free.jpg"));
        Assert.Empty(new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true) { MaximumRemoved = 0.1 }).Steps);
    }

    /// <summary>Ids go with their files: b was renamed to c and then a to b; two files changed names; one went over another.</summary>
    [Fact]
    public void Update_FollowsChainsOfRenames()
    {
        Copy("Wine", "a.jpg");
        Copy("Bridge", "b.jpg");
        Copy("umang", "d.jpg");
        Copy("life", "e.jpg");
        Copy("Kleiber", "x.jpg");
        Copy("Fossa", "y.jpg");
        Update();
        File.Move(At("b.jpg"), At("c.jpg"));
        File.Move(At("a.jpg"), At("b.jpg"));
        File.Move(At("d.jpg"), At("swap"));
        File.Move(At("e.jpg"), At("d.jpg"));
        File.Move(At("swap"), At("e.jpg"));
        File.Move(At("x.jpg"), At("y.jpg"), overwrite: true);
        Assert.Equal((0, 0, 5, 1, 0, 0), Counts(Update()));
        Assert.Equal(["1 b.jpg", "2 c.jpg", "3 e.jpg", "4 d.jpg", "5 y.jpg"],
            _index.GetImages().Select(i => $"{i.Id} {Path.GetFileName(i.Path)}"));
        Assert.Equal((0, 0, 0, 0, 5, 0), Counts(Update()));
    }

    /// <summary>As PowerShell's wildcards: ranges, folders by their names and paths.</summary>
    [Theory]
    [InlineData("private", "a.jpg sub/B.jpg")]
    [InlineData("private/*", "a.jpg sub/B.jpg")]
    [InlineData("./private/*", "a.jpg sub/B.jpg")]
    [InlineData("PRIVATE/deep", "a.jpg private/c.jpg sub/B.jpg")]
    [InlineData("*/B.jpg", "a.jpg private/c.jpg private/deep/d.jpg")]
    [InlineData("[b-d].jpg", "a.jpg")]
    [InlineData("[!a].jpg", "private/c.jpg private/deep/d.jpg sub/B.jpg")]
    [InlineData("?.JPG", "")]
    [InlineData("deep*", "a.jpg private/c.jpg sub/B.jpg")]
    public void Update_ExcludesWhatMatches(string pattern, string left)
    {
        Copy("Wine", "a.jpg");
        Copy("Bridge", "sub/B.jpg");
        Copy("umang", "private/c.jpg");
        Copy("life", "private/deep/d.jpg");
        var update = new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true) { Exclude = [pattern] });
        Assert.Equal(left, string.Join(' ', update.Steps.Select(s => Path.GetRelativePath(Photos, s.Path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)));
        Assert.Empty(update.KeptWarnings);
    }

    [Theory]
    [InlineData("[a")]
    [InlineData("[]")]
    [InlineData("[z-a]*")]
    [InlineData("../a.jpg")]
    [InlineData("/photos/*")]
    public void Update_WarnsOfPatternsThatCanNeverMatch(string pattern)
    {
        Copy("Wine", "a.jpg");
        var update = new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true) { Exclude = [pattern] });
        Assert.Contains($"'{pattern}' can never match",
            Assert.Single(new UpdateOptions(Photos, Recurse: true) { Exclude = [pattern] }.IdlePatterns), StringComparison.Ordinal);
        Assert.Single(update.Steps);
    }
}
