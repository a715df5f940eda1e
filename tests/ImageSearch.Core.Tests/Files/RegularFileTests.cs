using ImageSearch.Files;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Files;

public sealed class RegularFileTests
{
    [Fact]
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
}
