using ImageSearch.Quarantine;

namespace ImageSearch.Tests.Quarantine;

public sealed class QuarantineFolderTests : IDisposable
{
    private static readonly string[] AsItWas = ["photos/2019/copy.jpg: copy", "photos/kept.jpg: kept"];
    private readonly DuplicatePair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Move_KeepsTheTree_AndRestoreUndoesIt(bool isOtherVolume)
    {
        var files = new CopyingFiles(isOtherVolume);
        MovedImage moved = _pair.Move(files: files);
        Assert.Equal(["away/photos/2019/copy.jpg: copy", "photos/kept.jpg: kept"], _pair.Files());
        Assert.Equal((_pair.Copy, _pair.Keeper, "Resized"), (moved.OriginalPath, moved.KeeperPath, moved.Relation));
        DuplicatePair.IsAsItWas(moved.FullName);

        Assert.Empty(_pair.Restore(files: files));
        Assert.Equal(AsItWas, _pair.Files());
        DuplicatePair.IsAsItWas(_pair.Copy);
        Assert.Equal([_pair.List], Directory.GetFileSystemEntries(_pair.Away));
        Assert.Empty(_pair.Restore());
    }

    [SecondVolumeFact]
    public void Move_GoesToAnotherVolume_WhereThereIsOne()
    {
        string away = Path.Combine(SecondVolumeFactAttribute.Path, $"imagesearch-test-{Guid.NewGuid():N}");
        try
        {
            using (QuarantineFolder folder = QuarantineFolder.OpenToMove(away))
            {
                DuplicatePair.IsAsItWas(folder.Move(_pair.Request()).FullName);
                Assert.False(File.Exists(_pair.Copy));
            }

            using (QuarantineFolder folder = QuarantineFolder.OpenToRestore(away))
            {
                Assert.True(folder.Restore(Assert.Single(folder.Images), makeFolder: false));
            }

            Assert.Equal(AsItWas, _pair.Files());
        }
        finally
        {
            Directory.Delete(away, recursive: true);
        }
    }

    public static TheoryData<string, string> Refusals() => new()
    {
        { "keeper gone", "the image to keep, '*', is not there any more" },
        { "keeper changed", "the image to keep, '*', has changed since" },
        { "keeper a folder", "the image to keep, '*', is not there any more" },
        { "duplicate gone", "it is not there any more" },
        { "duplicate changed", "it has changed since" },
        { "duplicate a link", "it is a link, a pipe or a device" },
        { "both one file", "are one file" },
        { "keeper in the folder", "lies in the folder that duplicates are moved to" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Move_LeavesTheDuplicate_WhenNotAllIsAsItWas(string what, string message)
    {
        MoveRequest request = _pair.Request();
        switch (what)
        {
            case "keeper gone":
                File.Delete(_pair.Keeper);
                break;
            case "keeper changed":
                File.WriteAllText(_pair.Keeper, "kepT");
                break;
            case "keeper a folder":
                request = request with { KeeperPath = Path.GetDirectoryName(_pair.Keeper)! };
                break;
            case "duplicate gone":
                File.Delete(_pair.Copy);
                break;
            case "duplicate changed":
                File.WriteAllText(_pair.Copy, "copY");
                break;
            case "duplicate a link":
                File.Move(_pair.Copy, _pair.At("photos/other.jpg"));
                File.CreateSymbolicLink(_pair.Copy, _pair.At("photos/other.jpg"));
                break;
            case "both one file":
                request = request with { KeeperPath = request.Path, KeeperSha256 = request.Sha256 };
                break;
            default:
                _pair.Move(_pair.Request(_pair.Write("photos/x.jpg", "kept"), _pair.Keeper));
                string keeper = Directory.GetFiles(_pair.Away, "x.jpg", SearchOption.AllDirectories).Single();
                request = request with { KeeperPath = keeper };
                break;
        }

        string[] before = _pair.Files();
        using QuarantineFolder folder = QuarantineFolder.OpenToMove(_pair.Away);
        ImageException checkedFirst = Assert.Throws<ImageException>(() => folder.Check(request));
        ImageException error = Assert.Throws<ImageException>(() => folder.Move(request));
        Assert.Equal((ErrorKind.ImageNotMoved, _pair.Copy), (error.Kind, error.Target));
        Assert.Equal(error.Message, checkedFirst.Message);
        Assert.Matches(System.Text.RegularExpressions.Regex.Escape(message).Replace(@"\*", ".*"), error.Message);
        Assert.Equal(before, _pair.Files());
        Assert.Equal(what == "keeper in the folder", Directory.Exists(_pair.Away));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Move_TouchesNoFile_ThatTakesTheDuplicatesPlaceMeanwhile(bool isOtherVolume)
    {
        bool isReplaced = false;
        var files = new CopyingFiles(isOtherVolume, (from, to) =>
        {
            // At the last moment: once its content was read, or once it was copied.
            if (from == _pair.Copy && !isReplaced && isOtherVolume == to.EndsWith(MovingFiles.AsideExtension, StringComparison.Ordinal))
            {
                File.Move(_pair.Write("other.jpg", "work of today"), _pair.Copy, overwrite: true);
                isReplaced = true;
            }
        });
        ImageException error = Assert.Throws<ImageException>(() => _pair.Move(files: files));
        Assert.Contains("another file was put in its place", error.Message, StringComparison.Ordinal);
        Assert.Equal(["photos/2019/copy.jpg: work of today", "photos/kept.jpg: kept"], _pair.Files());
        Assert.Empty(_pair.Restore());
    }

    [Fact]
    public void Move_ReplacesNothing_OfTheSameName()
    {
        _pair.Move();
        _pair.Write("photos/2019/copy.jpg", "another copy");
        _pair.Move();
        Assert.Equal(["away/photos/2019/copy (2).jpg: another copy", "away/photos/2019/copy.jpg: copy", "photos/kept.jpg: kept"],
            _pair.Files());

        // They were in one place, which only one can have back.
        Assert.Contains("another file has its place", Assert.Single(_pair.Restore()), StringComparison.Ordinal);
        Assert.Equal(["away/photos/2019/copy (2).jpg: another copy", .. AsItWas], _pair.Files());
    }

    [Fact]
    public void Move_DoesNotCopy_WhatIsWrittenToMeanwhile()
    {
        MoveRequest request = _pair.Request();
        var files = new CopyingFiles(isOtherVolume: true, (from, to) =>
        {
            if (from == _pair.Copy && to.StartsWith(_pair.Away, StringComparison.Ordinal))
            {
                File.WriteAllText(from, "half writ");
            }
        });
        Assert.Throws<ImageException>(() => _pair.Move(request, files));
        Assert.Equal(["photos/2019/copy.jpg: half writ", "photos/kept.jpg: kept"], _pair.Files());
    }

    [Fact]
    public void Move_GoesToNoFolderThatHoldsOtherFiles()
    {
        QuarantineException error = Assert.Throws<QuarantineException>(() => QuarantineFolder.OpenToMove(_pair.At("photos")));
        Assert.Equal((ErrorKind.QuarantineUnusable, _pair.At("photos")), (error.Kind, error.Target));
        Assert.Throws<QuarantineException>(() => QuarantineFolder.OpenToMove(_pair.Keeper));
        Assert.Throws<QuarantineException>(() => QuarantineFolder.OpenToRestore(_pair.At("photos")));
        Assert.Equal(AsItWas, _pair.Files());
    }

    [Fact]
    public void Folder_IsUsedByOneProcessAtATime()
    {
        _pair.Move();
        using QuarantineFolder one = QuarantineFolder.OpenToRestore(_pair.Away);
        Assert.Equal(ErrorKind.QuarantineUnusable, Assert.Throws<QuarantineException>(() => QuarantineFolder.OpenToMove(_pair.Away)).Kind);
    }

    [Theory]
    [InlineData("changed", "it was changed where it lies")]
    [InlineData("gone", "it is not there any more")]
    [InlineData("taken", "another file has its place")]
    [InlineData("no folder", "A drive may be missing")]
    public void Restore_LeavesAlone_WhatCannotGoBack(string what, string message)
    {
        string here = _pair.Move().FullName;
        Action change = what switch
        {
            "changed" => () => File.WriteAllText(here, "edited"),
            "gone" => () => File.Delete(here),
            "taken" => () => _pair.Write("photos/2019/copy.jpg", "new"),
            _ => () => Directory.Delete(Path.GetDirectoryName(_pair.Copy)!, recursive: true),
        };
        change();
        string[] before = _pair.Files();
        Assert.Contains(message, Assert.Single(_pair.Restore()), StringComparison.Ordinal);
        Assert.Equal(before, _pair.Files());
        if (what == "no folder")
        {
            Assert.Empty(_pair.Restore(makeFolder: true));
            Assert.Equal(AsItWas, _pair.Files());
        }
    }

    [Fact]
    public void Restore_NeedsNoFolderToBeWhereItWas()
    {
        _pair.Move();
        Directory.Move(_pair.Away, _pair.At("moved"));
        using QuarantineFolder folder = QuarantineFolder.OpenToRestore(_pair.At("moved"));
        folder.Restore(Assert.Single(folder.Images), makeFolder: false);
        Assert.Equal("copy", File.ReadAllText(_pair.Copy));
    }

    [Fact]
    public void List_ThatNamesPlacesOutside_IsRefused()
    {
        _pair.Move();
        File.WriteAllText(_pair.List,
            File.ReadAllText(_pair.List).Replace("\"to\":\"", "\"to\":\"../photos/kept.jpg", StringComparison.Ordinal));
        using QuarantineFolder folder = QuarantineFolder.OpenToRestore(_pair.Away);
        Assert.Throws<QuarantineException>(() => folder.Images);
    }

    [Fact]
    public void List_WithLinesThatWereCutOff_IsReadAsFarAsItGoes()
    {
        _pair.Move();
        string line = File.ReadLines(_pair.List).First();
        File.AppendAllText(_pair.List, line[..20]);
        using (QuarantineFolder folder = QuarantineFolder.OpenToMove(_pair.Away))
        {
            Assert.Equal(1, folder.UnreadableLines);
            folder.Move(_pair.Request(_pair.Write("photos/2020/copy.jpg", "copy")));
        }

        Assert.Empty(_pair.Restore());
        Assert.Equal(["photos/2019/copy.jpg: copy", "photos/2020/copy.jpg: copy", "photos/kept.jpg: kept"], _pair.Files());
    }
}
