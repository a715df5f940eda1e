using ImageSearch.Files;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Ingest;

// What an index keeps of the folders that it follows.
public sealed partial class FolderUpdateTests
{
    [Fact]
    public void Index_KeepsTheFolder_AsItWasUpdatedLast()
    {
        Copy("Wine", "a.jpg");
        Update(new UpdateOptions(Photos, Recurse: true) { Include = ["*.jpg"] });
        IndexFile.Save(_index, _folder.At("x.imgidx"));
        FollowedFolder kept = Assert.Single(IndexFile.Open(_folder.At("x.imgidx")).Followed);
        Assert.Equal((Photos, true, "*.jpg", 0), (kept.FullName, kept.Recurse, Assert.Single(kept.Include), kept.Exclude.Count));

        long generation = _index.Generation;
        Update(UpdateOptions.Of(kept));
        Assert.Equal(generation, _index.Generation);
        Update(new UpdateOptions(Photos, Recurse: false) { Exclude = ["x"] });
        kept = Assert.Single(_index.Followed);
        Assert.Equal((false, 0, "x"), (kept.Recurse, kept.Include.Count, Assert.Single(kept.Exclude)));
        Copy("life", "other/b.jpg");
        Update(new UpdateOptions(At("other"), Recurse: false));
        Assert.Equal([Photos, At("other")], _index.Followed.Select(f => f.FullName));
    }

    [Fact]
    public void Update_LeavesOutTheIndex_ItsLock_AndFoldersOfMovedDuplicates()
    {
        Copy("Wine", "a.jpg");
        string file = At("x.imgidx");
        IndexFile.Save(_index, file);
        Copy("life", "away/home/b.jpg");
        File.WriteAllText(At("away/imagesearch-moved.jsonl"), "");
        FolderUpdate update;
        using (IndexLock.Take(file))
        {
            update = new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true) { Include = ["*"] });
        }

        Assert.Equal([At("a.jpg")], update.Steps.Select(s => s.Path));
        Assert.All(update.Apply(update.Steps, commits: true), r => Assert.Null(r.Error));
        Assert.Equal(1, IndexFile.Open(file).ImageCount);
    }

    /// <summary>What a pattern takes beside images is told of once; what is called as an image and is none stays an error.</summary>
    [Fact]
    public void Update_TellsOnceOfFilesThatAreNoImages()
    {
        Copy("Wine", "a.jpg");
        File.WriteAllText(At("notes.txt"), "no image");
        File.WriteAllText(At("more"), "");
        var update = new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true) { Include = ["*"] });
        Assert.Equal([At("more"), At("notes.txt")], update.Apply(update.Steps, commits: false).Where(r => r.IsSkipped).Select(r =>
            r.Step.Path));
        Assert.Equal((0, 2), (update.Summary.Failed, update.Summary.Skipped));
        Assert.StartsWith("2 files were skipped, in formats that cannot be read.", update.SkippedWarning, StringComparison.Ordinal);

        File.WriteAllText(At("bad.jpg"), "no image");
        update = new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true) { Include = ["*"] });
        Assert.Equal(1, update.Apply(update.Steps, commits: false).Count(r => r.Error is not null && !r.IsSkipped));
    }

    /// <summary>Another drive is mounted where one was, with as many files; or none is, and the mount point holds some.</summary>
    [UnixTheory("Windows does not tell which volume a folder is on in this way.")]
    [InlineData("")]
    [InlineData("nas")]
    public void Update_KeepsWhatLayOnAnotherVolume(string mounted)
    {
        FileIdentity identity = FileIdentity.Of(Photos)!.Value;
        Copy("Wine", Path.Combine(mounted, "a.jpg"));
        Update();
        File.Delete(At(Path.Combine(mounted, "a.jpg")));
        foreach (string photo in new[] { "life", "Bridge", "umang" })
        {
            Copy(photo, Path.Combine(mounted, photo + ".jpg"));
        }

        FollowedFolder kept = Assert.Single(_index.Followed);
        Assert.Equal([("", identity.Volume)], kept.Volumes);
        FollowedFolder elsewhere = kept with
        { Volumes = [.. kept.Volumes.Where(v => v.Folder != mounted), (mounted, identity.Volume + 1)] };
        _index.Follow(elsewhere);
        for (int night = 0; night < 2; night++)
        {
            var update = new FolderUpdate(_index, new UpdateOptions(Photos, Recurse: true));
            Assert.Contains("lies on another volume", Assert.Single(update.KeptWarnings), StringComparison.Ordinal);
            Assert.All(update.Apply(update.Steps, commits: false), r => Assert.Null(r.Error));
            Assert.Equal((1, 4), (update.Summary.Kept, update.Summary.Images));

            // Until what was there is back, or somebody says that it is meant.
            Assert.Equal(elsewhere.Volumes, Assert.Single(_index.Followed).Volumes);
            foreach (string photo in new[] { "life", "Bridge", "umang" })
            {
                _index.TryGet(At(Path.Combine(mounted, photo + ".jpg")), out IndexedImage? image);
                _index.Remove(image!.Id);
            }
        }

        Assert.Equal(1, Update(new UpdateOptions(Photos, Recurse: true) { AllowEmpty = true }).Removed);
        Assert.Equal([("", identity.Volume)], Assert.Single(_index.Followed).Volumes);
    }

    /// <summary>Volumes may have other numbers after a restart: what is there still shows that they are the same.</summary>
    [Fact]
    public void Update_RemovesWhatIsGone_WhereTheRestIsThere()
    {
        Copy("Wine", "a.jpg");
        Copy("life", "b.jpg");
        Update();
        FollowedFolder kept = Assert.Single(_index.Followed);
        _index.Follow(kept with { Volumes = [.. kept.Volumes.Select(v => (v.Folder, v.Volume + 1))] });
        File.Delete(At("a.jpg"));
        Assert.Equal(1, Update().Removed);
        Assert.Equal(kept.Volumes, Assert.Single(_index.Followed).Volumes);
    }
}
