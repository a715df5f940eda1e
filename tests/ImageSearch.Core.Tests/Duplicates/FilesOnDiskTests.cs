using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Files;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Duplicates;

/// <summary>What is offered may be deleted: so the files are looked at, and not only the index.</summary>
public sealed class FilesOnDiskTests : IDisposable
{
    private readonly DuplicateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinkFact]
    public void ALink_IsNoDuplicateOfItsTarget_AndIsNotKeptInItsPlace()
    {
        _folder.Write("z.jpg");
        Link("a.jpg", "z.jpg");
        _folder.Index("a.jpg");
        _folder.Index("z.jpg");
        DuplicateResult found = _folder.Find(new DuplicateOptions(KeepRule.ShortestPath));
        Assert.Empty(found.Groups);
        Assert.Empty(found.Warnings);
        LinkedImage link = Assert.Single(found.Links);
        Assert.Equal(("a.jpg", _folder.At("z.jpg"), false), (DuplicateFolder.Name(link.Image), link.Target, link.IsHardLink));

        // With a true copy the target is kept, though the link came first.
        _folder.Add("copy.jpg");
        Assert.Equal(["z.jpg: copy.jpg IdenticalBytes"], _folder.Groups());
        Assert.Equal(["z.jpg: copy.jpg IdenticalBytes"], _folder.Groups(new DuplicateOptions(KeepRule.ShortestPath)));
    }

    [LinkFact]
    public void AFolderSeenThroughALink_HasNoCopies()
    {
        _folder.Write("real/a.jpg");
        _folder.Write("real/b.jpg", 1);
        Link("seen", "real", isFolder: true);
        foreach (string name in (string[])["seen/a.jpg", "real/a.jpg", "real/b.jpg", "seen/b.jpg"])
        {
            _folder.Index(name);
        }

        _folder.Say("a", "b", ImageRelation.Reencoded);
        DuplicateGroup group = Assert.Single(_folder.Find().Groups);
        Assert.Equal(_folder.At("real/b.jpg"), group.Keeper.Path);
        Assert.Equal([_folder.At("real/a.jpg")], group.Duplicates.Select(d => d.Image.Path));
        Assert.Equal(2, _folder.Find().Links.Count(l => !l.IsHardLink));
    }

    [UnixFact("Made by ln.")]
    public void HardLinks_AreToldAsSuch_AndNotOffered()
    {
        _folder.Write("a.jpg");
        HardLink("a.jpg", "b.jpg");
        _folder.Index("a.jpg");
        _folder.Index("b.jpg");
        _folder.Add("copy.jpg");
        DuplicateResult found = _folder.Find();
        Assert.Equal(["a.jpg: copy.jpg IdenticalBytes"], DuplicateFolder.Groups(found));
        LinkedImage link = Assert.Single(found.Links);
        Assert.Equal(("b.jpg", _folder.At("a.jpg"), true), (DuplicateFolder.Name(link.Image), link.Target, link.IsHardLink));
        Assert.Equal(FileIdentity.Of(_folder.At("a.jpg")), FileIdentity.Of(_folder.At("b.jpg")));
        Assert.NotNull(FileIdentity.Of(_folder.At("a.jpg")));
        Assert.NotEqual(FileIdentity.Of(_folder.At("a.jpg")), FileIdentity.Of(_folder.At("copy.jpg")));
        Assert.Null(FileIdentity.Of(_folder.At("gone.jpg")));
    }

    /// <summary>The target may lie where nobody looks: a link is not deleted as if it were a copy, and nothing is deleted since a link is
    /// there.</summary>
    [LinkFact]
    public void ALinkToWhatIsNotIndexed_IsNeitherOfferedNorKept()
    {
        _folder.Write("elsewhere.jpg");
        Link("link.jpg", "elsewhere.jpg");
        _folder.Index("link.jpg");
        _folder.Add("copy.jpg");
        _folder.Add("other.jpg", 1);
        _folder.Say("copy", "other", ImageRelation.Reencoded);
        Assert.Equal(["other.jpg: copy.jpg Reencoded"], _folder.Groups());
        Assert.Equal([_folder.At("elsewhere.jpg")], _folder.Find().Links.Select(l => l.Target));
    }

    [Fact]
    public void AKeeperThatIsGone_GivesItsPlaceToTheNext_WithAWarning()
    {
        _folder.Add("best.jpg", 9);
        _folder.Add("next.jpg", 5);
        _folder.Add("last.jpg");
        SayAllSame("best", "next", "last");
        Assert.Equal(["best.jpg: next.jpg Reencoded, last.jpg Reencoded"], _folder.Groups());
        File.Delete(_folder.At("best.jpg"));
        DuplicateResult found = _folder.Find();
        Assert.Equal(["next.jpg: last.jpg Reencoded"], DuplicateFolder.Groups(found));
        DuplicateWarning warning = Assert.Single(found.Warnings);
        Assert.Equal(("best.jpg", FileCondition.Missing), (DuplicateFolder.Name(warning.Image), warning.Condition));
        Assert.Contains(_folder.At("best.jpg"), warning.Message, StringComparison.Ordinal);

        // A copy of the same bytes is as good as the one that is gone.
        _folder.Add("again.jpg", 9);
        SayAllSame("again", "next", "last");
        Assert.Equal(["again.jpg: next.jpg Reencoded, last.jpg Reencoded"], _folder.Groups());
    }

    [Fact]
    public void WhatHasChanged_IsNeitherOfferedNorKept_ButANewTimeAloneIsNoChange()
    {
        _folder.Add("a.jpg", 9);
        _folder.Add("b.jpg", 5);
        _folder.Add("c.jpg");
        SayAllSame("a", "b", "c");
        File.SetLastWriteTimeUtc(_folder.At("b.jpg"), DateTime.UtcNow.AddHours(-1));
        Assert.Equal(["a.jpg: b.jpg Reencoded, c.jpg Reencoded"], _folder.Groups());
        _folder.Write("a.jpg", 10, "life");
        _folder.Write("c.jpg", 11, "life");
        DuplicateResult found = _folder.Find();
        Assert.Empty(found.Groups);
        Assert.Equal([("a.jpg", FileCondition.Changed), ("c.jpg", FileCondition.Changed)],
            found.Warnings.Select(w => (DuplicateFolder.Name(w.Image), w.Condition)));
    }

    [Fact]
    public void WhatCannotBeReadWhileItIsCompared_IsLeftOut_AndTheRestGoesOn()
    {
        _folder.Add("a.jpg", 9);
        _folder.Add("b.jpg", 5);
        _folder.Add("c.jpg", 2);
        _folder.Add("twin.jpg", 2);
        _folder.Add("d.jpg");
        SayAllSame("a", "b", "c", "twin", "d");
        _folder.OnCompare = pair => ThrowIf(pair, "a", "a.jpg");
        DuplicateResult found = _folder.Find();
        Assert.Equal(["b.jpg: c.jpg Reencoded, twin.jpg Reencoded, d.jpg Reencoded"], DuplicateFolder.Groups(found));
        Assert.Equal(("a.jpg", FileCondition.Unreadable),
            (DuplicateFolder.Name(found.Warnings.Single().Image), found.Warnings.Single().Condition));
        Assert.Contains("disk error", found.Warnings.Single().Message, StringComparison.Ordinal);

        // Of two files of the same bytes one is enough to compare.
        _folder.OnCompare = pair => ThrowIf(pair, "c", "c.jpg");
        Assert.Equal(["a.jpg: b.jpg Reencoded, twin.jpg Reencoded, d.jpg Reencoded"], _folder.Groups());

        void ThrowIf(string pair, string name, string file)
        {
            if (pair.Split('-').Contains(name))
            {
                throw ImageException.Unreadable(_folder.At(file), "disk error");
            }
        }
    }

    [Fact]
    public void WhatChangesWhileItIsCompared_IsLeftOut()
    {
        _folder.Add("a.jpg", 9);
        _folder.Add("b.jpg", 5);
        _folder.Add("c.jpg");
        SayAllSame("a", "b", "c");
        _folder.OnCompare = _ => File.Delete(_folder.At("b.jpg"));
        Assert.Equal(["a.jpg: c.jpg Reencoded"], _folder.Groups());
        _folder.Write("b.jpg", 5);
        File.Copy(_folder.At("a.jpg"), _folder.At("saved.jpg"));
        _folder.OnCompare = pair =>
        {
            if (pair == "a-c")
            {
                _folder.Write("a.jpg", 20);
            }
        };
        DuplicateResult found = _folder.Find(new DuplicateOptions(Threads: 1));
        Assert.Equal(["b.jpg: c.jpg Reencoded"], DuplicateFolder.Groups(found));
        Assert.Equal(["a.jpg"], found.Warnings.Select(w => DuplicateFolder.Name(w.Image)));
    }

    private void SayAllSame(params string[] names)
    {
        foreach ((string first, string second) in names.SelectMany((n, i) => names.Skip(i + 1).Select(m => (n, m))))
        {
            _folder.Say(first, second, ImageRelation.Reencoded);
        }
    }

    private void Link(string link, string target, bool isFolder = false) => _ = isFolder
        ? Directory.CreateSymbolicLink(_folder.At(link), _folder.At(target))
        : File.CreateSymbolicLink(_folder.At(link), _folder.At(target));

    private void HardLink(string target, string link)
    {
        using var ln = System.Diagnostics.Process.Start("ln", [_folder.At(target), _folder.At(link)]);
        ln.WaitForExit();
        Assert.Equal(0, ln.ExitCode);
    }
}
