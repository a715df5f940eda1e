using System.Diagnostics;
using ImageSearch.Files;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Faiss;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Files;

public sealed class RegularFileTests
{
    [LinkFact]
    public void WhatIsNoFile_IsNotToBeReplaced()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("file"), "");
        File.CreateSymbolicLink(folder.At("link"), folder.At("nowhere"));
        Assert.False(RegularFile.IsTakenByOther(folder.At("file")));
        Assert.False(RegularFile.IsTakenByOther(folder.At("nothing")));
        Assert.True(RegularFile.IsTakenByOther(folder.At("link")));
        Assert.True(RegularFile.IsTakenByOther(folder.Path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.True(RegularFile.IsTakenByOther("/dev/null"));
        }
    }

    [LinkFact]
    public void WhatIsNoFile_IsNotOpened_ByLinksNeither()
    {
        using var folder = new TemporaryFolder();
        string file = folder.At("file.jpg"), link = folder.At("link.jpg");
        File.Copy(TestData.Photo("Wine"), file);
        File.CreateSymbolicLink(link, file);
        File.CreateSymbolicLink(folder.At("loose.jpg"), folder.At("nowhere"));
        Assert.All(new[] { file, link, folder.At("loose.jpg"), folder.At("nothing"), folder.Path },
            path => Assert.False(RegularFile.IsNotToBeRead(path)));
        Assert.Equal(FileStamp.ContentOf(file, default), FileStamp.ContentOf(link, default));
    }

    /// <summary>To open it would wait for ever.</summary>
    [UnixFact("Windows has no pipes in folders.")]
    public void APipe_IsNotOpened_ByLinksNeither()
    {
        using var folder = new TemporaryFolder();
        string pipe = folder.At("pipe.jpg"), toPipe = folder.At("to pipe.jpg");
        Process.Start("mkfifo", [pipe]).WaitForExit();
        File.CreateSymbolicLink(toPipe, pipe);
        var reader = new ImageReader(new ImagingSettings());
        foreach (string path in new[] { pipe, toPipe, "/dev/zero" })
        {
            Assert.True(RegularFile.IsNotToBeRead(path));
            Action[] reads =
            [
                () => reader.Read(path), () => ImageReader.ReadFacts(path), () => FileStamp.ContentOf(path, default),
                () => UprightImage.ReadWhole(path, 1, _ => 0), () => IndexFile.Open(path),
                () => FaissFile.Import(path, IndexSettings.Default),
            ];
            Assert.All(reads, read => Assert.Contains(RegularFile.NotToBeRead, Assert.ThrowsAny<Exception>(read).Message,
                StringComparison.Ordinal));
        }
    }
}
