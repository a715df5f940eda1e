using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Format;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Commit;

/// <summary>An index file that is written anew while others have it open and mapped, which Windows does not take lightly.</summary>
public sealed class ReplacedFileTests : IDisposable
{
    private const string Writer = ".123-0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("a.imgidx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Compact_BesideReaders_LeavesThemWhatTheyOpened()
    {
        byte[] rows = Samples.Rows(new Random(1), 40);
        IndexFile.Save(Samples.Index(rows, new byte[128]), FilePath);
        ImageIndex reader = IndexFile.Open(FilePath), writer = IndexFile.Open(FilePath);
        using FileStream copying = OpenedIndex.OpenToRead(FilePath);
        long length = copying.Length;
        writer.Remove(2);
        IndexFile.Save(writer);
        IndexFile.Compact(writer);
        Assert.True(copying.Length > length);
        Assert.Equal((2, 1), (reader.ImageCount, IndexFile.Open(FilePath).ImageCount));
        Assert.Equal(rows, reader.Snapshot().GetFeatures(1).Descriptors);
        Assert.True(IndexFile.Refresh(reader));
        Assert.Equal(1, reader.ImageCount);
        IndexFile.Compact(writer);
        IndexFile.Save(Samples.Index(rows), FilePath, replace: true);
        Assert.Equal(rows, writer.Snapshot().GetFeatures(1).Descriptors);
    }

    /// <summary>Windows: one who shares nothing, as a virus scanner or a backup may, keeps the file from being replaced.</summary>
    [WindowsFact]
    public void Compact_WhereAnotherSharesNothing_ChangesNothing()
    {
        IndexFile.Save(Samples.Index(new byte[128]), FilePath);
        ImageIndex index = IndexFile.Open(FilePath);
        byte[] before = File.ReadAllBytes(FilePath);
        using (var other = new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            Assert.Equal(ErrorKind.IndexNotWritable, Assert.Throws<IndexException>(() => IndexFile.Compact(index)).Kind);
        }

        Assert.Equal(before, File.ReadAllBytes(FilePath));
        IndexFile.Compact(index);
    }

    /// <summary>Who keeps the lock for long, as a read replica does, does not fill the disk with what it replaced.</summary>
    [WindowsFact]
    public void UnderOneLock_WhatWasReplaced_GoesOnceNobodyHasItOpen()
    {
        File.WriteAllBytes(FilePath, [9]);
        using IndexLock held = IndexLock.Take(FilePath);
        for (int i = 0; i < 4; i++)
        {
            using FileStream reading = OpenedIndex.OpenToRead(FilePath);
            using var view = IndexView.Open(reading, reading.Length, copy: false);
            string beside = BesideFiles.NameFor(FilePath);
            File.WriteAllBytes(beside, [(byte)i]);
            ReplacedFile.Replace(beside, FilePath);
            Assert.Single(BesideFiles.Of(FilePath, ReplacedFile.Extension));
        }
    }

    [WindowsFact]
    public void AReadOnlyFile_IsNotReplaced()
    {
        IndexFile.Save(Samples.Index(new byte[128]), FilePath);
        File.SetAttributes(FilePath, FileAttributes.ReadOnly);
        try
        {
            Assert.Equal(ErrorKind.IndexNotWritable,
                Assert.Throws<IndexException>(() => IndexFile.Save(Samples.Index(), FilePath, replace: true)).Kind);
            Assert.Equal(1, IndexFile.Open(FilePath).ImageCount);
        }
        finally
        {
            File.SetAttributes(FilePath, FileAttributes.Normal);
        }
    }

    /// <summary>A process that ended between the two steps: the file has its name aside, and its successor none yet.</summary>
    [WindowsTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhatWasLeftHalfDone_IsPutBack(bool isRead)
    {
        IndexFile.Save(Samples.Index(new byte[128]), FilePath);
        File.Move(FilePath, FilePath + Writer + ReplacedFile.Extension);
        File.WriteAllText(FilePath + Writer + BesideFiles.Extension, "the next");
        if (!isRead)
        {
            IndexLock.Take(FilePath).Dispose();
        }

        Assert.Equal(1, IndexFile.Open(FilePath).ImageCount);
    }

    /// <summary>An index that somebody deleted does not come back, whatever lies around.</summary>
    [Fact]
    public void AFileThatWasReplaced_DoesNotComeBack()
    {
        IndexFile.Save(Samples.Index(new byte[128]), FilePath);
        string aside = FilePath + Writer + ReplacedFile.Extension;
        File.Move(FilePath, aside);
        MappedFiles.LetGo();
        Assert.Equal(ErrorKind.IndexNotFound, Assert.Throws<IndexException>(() => IndexFile.Open(FilePath)).Kind);
        IndexLock.Take(FilePath).Dispose();
        Assert.False(File.Exists(FilePath));
        Assert.Equal(!OperatingSystem.IsWindows(), File.Exists(aside));
    }
}
