using System.Runtime.Versioning;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Sift;
using ImageSearch.Storage;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Ingest;

public sealed partial class FolderUpdateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImageIndex _index = new(new IndexSettings(new(LongSidePixels: 128), new SiftSettings(Features: 30)));

    private string Photos => Directory.CreateDirectory(_folder.At("photos")).FullName;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Update_FollowsWhatBecomesOfFiles()
    {
        Copy("Wine", "a.jpg");
        Copy("life", "inner/b.JPG");
        Copy("Bridge", "inner/c.jpg");
        File.WriteAllText(Path.Combine(Photos, "notes.txt"), "no image");
        Assert.Equal((3, 0, 0, 0, 0, 0), Counts(Update()));
        Assert.Equal((0, 0, 0, 0, 3, 0), Counts(Update()));
        byte[] rows = Rows("inner/b.JPG");

        Directory.CreateDirectory(Path.Combine(Photos, "other"));
        File.Move(At("inner/b.JPG"), At("other/名前.jpg"));
        Copy("Dragonfly", "a.jpg");
        File.SetLastWriteTimeUtc(At("inner/c.jpg"), DateTime.UtcNow);
        Copy("umang", "new.jpg");
        Assert.Equal((1, 1, 1, 0, 1, 0), Counts(Update()));
        Assert.Equal(rows, Rows("other/名前.jpg"));
        Assert.Equal([1L, 2, 3, 4], _index.GetImages().Select(i => i.Id));
        Assert.Equal((0, 0, 0, 0, 4, 0), Counts(Update()));

        Directory.Delete(At("other"), recursive: true);
        File.Delete(At("new.jpg"));
        Assert.Equal((0, 0, 0, 2, 2, 0), Counts(Update()));
    }

    [Fact]
    public void Update_LeavesAlone_WhatItDoesNotMean()
    {
        Copy("Wine", "a.jpg");
        Copy("life", "inner/b.jpg");
        Copy("Bridge", "skip-c.jpg");
        Copy("umang", "d.png");
        Update();
        foreach (string name in new[] { "inner/b.jpg", "skip-c.jpg", "d.png" })
        {
            File.Delete(At(name));
        }

        Assert.Equal((0, 0, 0, 0, 1, 0),
            Counts(Update(new UpdateOptions(Photos, Recurse: false) { Include = ["*.jpg"], Exclude = ["SKIP*"] })));
        Assert.Equal((0, 0, 0, 2, 1, 0), Counts(Update()));
        Assert.Equal((0, 0, 0, 1, 1, 0), Counts(Update(new UpdateOptions(Photos, Recurse: true) { AllowEmpty = true })));
    }

    [Fact]
    public void Update_SkipsWhatItHasNoDecoderFor_AndSaysSoOnce()
    {
        Copy("Wine", "a.jpg");
        foreach (string sample in Directory.GetFiles(Path.Combine(TestData.Tests, "data", "magick"))
            .Where(f => Path.GetFileNameWithoutExtension(f) == "Wine_by_Jakkub_Mede"))
        {
            File.Copy(sample, At(Path.GetFileName(sample)));
        }

        for (int night = 0; night < 2; night++)
        {
            var update = new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true));
            Assert.Null(update.SkippedWarning);
            UpdateResult[] results = [.. update.Apply(update.Steps, commits: false)];
            Assert.Equal(3, results.Count(r => r.IsSkipped));
            Assert.Equal((0, 3, 1), (update.Summary.Failed, update.Summary.Skipped, update.Summary.Images));
            Assert.StartsWith("3 files were skipped", update.SkippedWarning, StringComparison.Ordinal);
            Assert.Contains("HEIC needs the part ImageSearch.Magick", update.SkippedWarning, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Update_KeepsAnImage_WhoseFileBecameOneThatItHasNoDecoderFor()
    {
        Copy("Wine", "a.jpg");
        Update();
        File.Copy(Path.Combine(TestData.Tests, "data", "magick", "Wine_by_Jakkub_Mede.heic"), At("a.jpg"), overwrite: true);
        Assert.Equal(1, Update().Skipped);
        Assert.Equal(427, Assert.Single(_index.GetImages()).Width);
    }

    /// <summary>A root that is gone, or an empty mount point, is never taken as "all images vanished".</summary>
    [Fact]
    public void Update_OfAFolderThatIsGoneOrEmpty_ChangesNothing_UnlessAsked()
    {
        Copy("Wine", "a.jpg");
        Update();
        File.Delete(At("a.jpg"));
        Assert.Equal(ErrorKind.FolderUnreadable, Assert.Throws<IndexException>(() => Update()).Kind);
        Directory.Delete(_folder.At("photos"));
        var missing = new UpdateOptions(_folder.At("photos"), Recurse: true) { AllowEmpty = true };
        Assert.Equal(ErrorKind.FolderUnreadable, Assert.Throws<IndexException>(() => Update(missing)).Kind);
        Assert.Equal(1, _index.ImageCount);
        Assert.Equal((0, 0, 0, 1, 0, 0), Counts(Update(new UpdateOptions(Photos, Recurse: true) { AllowEmpty = true })));
    }

    [UnixFact("Windows has no modes of folders.")]
    [UnsupportedOSPlatform("windows")]
    public void Update_KeepsWhatIsInAFolderThatCannotBeListed()
    {
        Copy("Wine", "a.jpg");
        Copy("life", "inner/deep/b.jpg");
        Update();
        UnixFileMode mode = File.GetUnixFileMode(At("inner"));
        File.SetUnixFileMode(At("inner"), UnixFileMode.None);
        try
        {
            var update = new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true));

            // Root reads everything; there the folder is simply listed.
            bool isRefused = update.UnreadableFolders.Count == 1;
            Assert.True(isRefused || Environment.UserName == "root");
            Assert.Empty(update.Steps);
        }
        finally
        {
            File.SetUnixFileMode(At("inner"), mode);
        }
    }

    /// <summary>The drive goes while images are read: what is not there any more then was not removed by anybody.</summary>
    [Fact]
    public void Apply_AfterTheFolderWentAway_RemovesNothing()
    {
        Copy("Wine", "a.jpg");
        Copy("life", "b.jpg");
        Update();
        File.Delete(At("b.jpg"));
        var update = new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true));
        Assert.Equal(UpdateKind.Remove, Assert.Single(update.Steps).Kind);
        Directory.Move(Photos, _folder.At("unmounted"));
        UpdateResult result = Assert.Single(update.Apply(update.Steps, commits: false));
        Assert.Equal(ErrorKind.FolderUnreadable, result.Error!.Kind);
        Assert.Equal(2, _index.ImageCount);
    }

    [Fact]
    public void Apply_CommitsEverySoOften_SoThatTheNextRunGoesOn()
    {
        foreach (string photo in Directory.GetFiles(TestData.Photos).Take(8))
        {
            File.Copy(photo, At(Path.GetFileName(photo)));
        }

        string path = _folder.At("a.imgidx");
        IndexFile.Save(_index, path);
        var update = new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true) { CommitEvery = TimeSpan.Zero });
        int all = update.Steps.Count;
        using (IEnumerator<UpdateResult> run = update.Apply(update.Steps, commits: true).GetEnumerator())
        {
            for (int i = 0; i < 6; i++)
            {
                Assert.True(run.MoveNext());
            }
        }

        ImageIndex opened = IndexFile.Open(path);
        Assert.Equal(5, opened.ImageCount);
        var rest = new FolderUpdate(opened, new UpdateOptions(Photos, Recurse: true));
        Assert.True(all > 6);
        Assert.Equal(all - 5, rest.Steps.Count);
    }

    /// <summary>The lock is held for commits alone: others write between them, and both sides' images are there in the end.</summary>
    [Fact]
    public void Apply_LetsOthersWriteBetweenItsCommits_AndLosesNeither()
    {
        foreach (string photo in Directory.GetFiles(TestData.Photos, "*.jpg").Take(6))
        {
            File.Copy(photo, At(Path.GetFileName(photo)));
        }

        string path = _folder.At("a.imgidx");
        IndexFile.Save(_index, path);
        var update = new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true) { CommitEvery = TimeSpan.Zero });
        int others = 0;
        foreach (UpdateResult result in update.Apply(update.Steps, commits: true))
        {
            Assert.Null(result.Error);
            ImageIndex other = IndexFile.Open(path);
            other.Add(Tests.Index.Samples.Image($"other{others}.jpg", Tests.Index.Samples.Rows(new Random(others++), 3)), out _);
            IndexFile.Save(other);
        }

        ImageIndex opened = IndexFile.Open(path);
        Assert.Equal((6, 6), (others, update.Summary.Added));
        Assert.Equal(12, opened.ImageCount);
        Assert.Equal(opened.GetImages().Select(i => (i.Id, i.Path)), _index.GetImages().Select(i => (i.Id, i.Path)));
        Assert.Empty(new FolderUpdate(opened, new UpdateOptions(Photos, Recurse: true)).Steps);
    }

    [Fact]
    public void Update_OfFilesThatAreNoImages_CountsThem_AndKeepsWhatWasKnown()
    {
        Copy("Wine", "a.jpg");
        Update();
        File.WriteAllText(At("a.jpg"), "no image any more");
        File.WriteAllText(At("b.jpg"), "never was one");
        Assert.Equal((0, 0, 0, 0, 0, 2), Counts(Update()));
        Assert.Equal(1, _index.ImageCount);
    }

    /// <summary>Links to files are followed, as Get-ChildItem lists them; one file is one image under however many names.</summary>
    [LinkFact]
    public void Update_IndexesAFileOnce_WhateverLinksLeadToIt()
    {
        Copy("Wine", "z.jpg");
        File.Copy(TestData.Photo("life"), _folder.At("outside.jpg"));
        Link("photos/a.jpg", "photos/z.jpg");
        Link("photos/outside.jpg", "outside.jpg");
        Link("photos/inner", "photos", isFolder: true);
        Assert.Equal((2, 0, 0, 0, 0, 0), Counts(Update()));
        Assert.Equal([At("outside.jpg"), At("z.jpg")], _index.GetImages().Select(i => i.Path));
        Assert.Equal((0, 0, 0, 0, 2, 0), Counts(Update()));
    }

    /// <summary>A file that moves and leaves a link behind keeps its id; so does one that was indexed under the name of a link.</summary>
    [LinkFact]
    public void Update_MovesAnImageFromALinkToItsFile()
    {
        Copy("Wine", "a.jpg");
        Update();
        Directory.CreateDirectory(At("moved"));
        File.Move(At("a.jpg"), At("moved/a.jpg"));
        Link("photos/a.jpg", "photos/moved/a.jpg");
        Assert.Equal((0, 0, 1, 0, 0, 0), Counts(Update()));
        Assert.Equal([(1L, At("moved/a.jpg"))], _index.GetImages().Select(i => (i.Id, i.Path)));
        Assert.Equal((0, 0, 0, 0, 1, 0), Counts(Update()));
    }

    [LinkFact]
    public void Update_ThroughALinkToTheFolder_IsAnUpdateOfTheFolder()
    {
        Copy("Wine", "a.jpg");
        Copy("life", "b.jpg");
        Update();
        Link("seen", "photos", isFolder: true);
        var seen = new UpdateOptions(_folder.At("seen"), Recurse: true);
        Assert.Equal((0, 0, 0, 0, 2, 0), Counts(Update(seen)));
        Copy("Bridge", "b.jpg");
        Copy("umang", "c.jpg");
        Assert.Equal((1, 1, 0, 0, 1, 0), Counts(Update(seen)));
        Assert.Equal([At("a.jpg"), At("b.jpg"), _folder.At("seen/c.jpg")], _index.GetImages().Select(i => i.Path));

        // Under its own name it is the same image still.
        Assert.Equal((0, 0, 1, 0, 2, 0), Counts(Update()));
        Assert.Equal((3L, At("c.jpg")), _index.GetImages().Select(i => (i.Id, i.Path)).Last());
    }

    /// <summary>Somebody added both names one by one: the file's own stays.</summary>
    [LinkFact]
    public void Update_TakesOutTheSecondNameOfAFile()
    {
        Copy("Wine", "z.jpg");
        Copy("life", "b.jpg");
        Link("photos/a.jpg", "photos/z.jpg");
        var describer = new ImageDescriber(_index.Settings);
        foreach (string name in (string[])["a.jpg", "z.jpg", "b.jpg"])
        {
            _index.Add(describer.Describe(At(name)), out _);
        }

        Assert.Equal((0, 0, 0, 1, 2, 0), Counts(Update()));
        Assert.Equal([(2L, At("z.jpg")), (3L, At("b.jpg"))], _index.GetImages().Select(i => (i.Id, i.Path)));
    }

    private void Link(string link, string target, bool isFolder = false) => _ = isFolder
        ? Directory.CreateSymbolicLink(_folder.At(link), _folder.At(target))
        : File.CreateSymbolicLink(_folder.At(link), _folder.At(target));

    private UpdateSummary Update(UpdateOptions? options = null)
    {
        var update = new FolderUpdate(_index, options ?? new UpdateOptions(Photos, Recurse: true));
        Assert.Equal(update.Steps.Count, update.Apply(update.Steps, commits: false).Count());
        return update.Summary;
    }

    private static (int Added, int Replaced, int Moved, int Removed, int Unchanged, int Failed) Counts(UpdateSummary summary) =>
        (summary.Added, summary.Replaced, summary.Moved, summary.Removed, summary.Unchanged, summary.Failed);

    private byte[] Rows(string name)
    {
        Assert.True(_index.TryGet(At(name), out IndexedImage? image));
        return _index.Snapshot().GetFeatures(image.Id).Descriptors;
    }

    private string At(string name) => Path.Combine(Photos, name);

    private void Copy(string photo, string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.Copy(TestData.Photo(photo), At(name), overwrite: true);
    }
}
