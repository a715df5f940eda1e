using System.Diagnostics;
using System.Globalization;
using ImageSearch.TestSupport;

namespace ImageSearch.Cli.Tests;

/// <summary>What no command may do, whatever is mistyped or missing: harm an index or a file, wait for what never comes, or answer without
/// saying how.</summary>
public sealed class SafetyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Index => _folder.At("x.imgidx");

    private static string Wine => TestData.Photo("Wine");

    public void Dispose() => _folder.Dispose();

    [UnixFact("Windows has no pipes in folders.")]
    public void WhatIsNoFile_IsNotReplaced()
    {
        Assert.Equal(ExitCodes.Done, Called.Here("add", Index, Wine, Copied("copy.jpg")).ExitCode);
        Assert.Equal(ExitCodes.Done, Called.Here("export", Index, _folder.At("x.faiss")).ExitCode);
        foreach (string[] command in new string[][]
        {
            ["export", Index, "pipe.faiss", "--force"], ["find", Index, Wine, "--force", "--picture", "pipe.png"],
            ["compare", Wine, Wine, "--force", "--picture", "pipe.png"], ["duplicates", Index, "--force", "--report", "pipe.html"],
            ["import", _folder.At("x.faiss"), "pipe.imgidx", "--force"],
        })
        {
            string name = command.Single(c => c.StartsWith("pipe.", StringComparison.Ordinal)), pipe = Pipe(name);
            Called called = Called.Here([.. command.Select(c => c == name ? pipe : c)]);
            Assert.True(called.ExitCode == ExitCodes.Failed, $"{command[0]}: {called}");
            Assert.Contains("only files are replaced", called.Errors, StringComparison.Ordinal);
            Assert.Equal(0, new FileInfo(pipe).Length);
            File.Delete(pipe);
        }
    }

    [UnixFact("Windows has no pipes in folders.")]
    public void WhatIsNoFile_IsNotRead_ByLinksNeither()
    {
        string pipe = Pipe("pipe"), link = _folder.At("link.jpg");
        File.CreateSymbolicLink(link, pipe);
        Assert.Equal(ExitCodes.Done, Called.Here("add", Index, Wine).ExitCode);
        foreach (string path in new[] { pipe, link })
        {
            foreach (string[] command in new string[][]
            {
                ["add", Index, path], ["find", Index, path], ["compare", Wine, path], ["compare", path, Wine], ["add", path, Wine],
                ["update", path, _folder.Path], ["info", path], ["find", path, Wine], ["duplicates", path], ["test", path, "--repair"],
                ["optimize", path], ["export", path, _folder.At("none")], ["import", path, _folder.At("none")],
            })
            {
                Called called = Called.Here(command);
                Assert.True(called.ExitCode is ExitCodes.Failed or ExitCodes.SomeImagesFailed, $"{command[0]}: {called}");
                Assert.Contains("it is a pipe or a device, and no file", called.Errors, StringComparison.Ordinal);
                Assert.DoesNotContain("epair", called.Errors, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void AnIndex_IsReplacedByAnIndexAlone()
    {
        Assert.Equal(ExitCodes.Done, Called.Here("add", Index, Wine).ExitCode);
        byte[] before = File.ReadAllBytes(Index);
        Called called = Called.Here("export", Index, Index, "--force");
        Assert.Equal(ExitCodes.Failed, called.ExitCode);
        Assert.StartsWith("IndexNotWritable: ", called.Errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Index));
    }

    [Fact]
    public void Update_KeepsWhatLayOnADriveThatIsGone_UnlessItIsMeant()
    {
        string pictures = _folder.At("pictures"), drive = Path.Combine(pictures, "drive");
        Directory.CreateDirectory(drive);
        File.Copy(Wine, Path.Combine(pictures, "stays.jpg"));
        foreach (string photo in new[] { "Fossa", "umang", "life" })
        {
            File.Copy(TestData.Photo(photo), Path.Combine(drive, photo + ".jpg"));
        }

        Assert.Contains("4 added", Update(pictures).Output, StringComparison.Ordinal);
        Directory.Delete(drive, recursive: true);
        Directory.CreateDirectory(drive);
        Called called = Update(pictures);
        Assert.Contains("has none of its 3 images any more; they stay in the index", called.Errors, StringComparison.Ordinal);
        Assert.Contains("0 removed", called.Output, StringComparison.Ordinal);
        Assert.Contains("3 kept though gone", called.Output, StringComparison.Ordinal);

        // One stray file does not make it the drive.
        File.Copy(TestData.Photo("Bridge"), Path.Combine(drive, "stray.jpg"));
        called = Update(pictures);
        Assert.Contains("3 kept though gone", called.Output, StringComparison.Ordinal);
        File.Delete(Path.Combine(drive, "stray.jpg"));
        Directory.Delete(drive);
        called = Update(pictures, "--maximum-removed", 0.1.ToString(CultureInfo.InvariantCulture));
        Assert.Contains("0 removed", called.Output, StringComparison.Ordinal);
        Assert.Contains("more than the share of 0.1", called.Errors, StringComparison.Ordinal);
        Assert.Contains("4 removed", Update(pictures, "--force").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AnImportedIndex_CountsVotesAlone_AndSaysSo()
    {
        string faiss = _folder.At("x.faiss"), imported = _folder.At("imported.imgidx");
        string crop = Directory.GetFiles(TestData.Copies, "Wine*crop50.jpg").Single();
        Assert.Equal(ExitCodes.Done, Called.Here("add", Index, Wine, TestData.Photo("Fossa")).ExitCode);
        Assert.Equal(ExitCodes.Done, Called.Here("export", Index, faiss).ExitCode);
        Assert.Equal(ExitCodes.Done, Called.Here("import", faiss, imported).ExitCode);
        Called called = Called.Here("find", imported, crop, "--json");
        Assert.Equal(ExitCodes.Done, called.ExitCode);
        Assert.Contains(Path.GetFileName(Wine), called.Output, StringComparison.Ordinal);
        Assert.Contains("as it was imported: votes alone are counted", called.Errors, StringComparison.Ordinal);
        called = Called.Here("find", imported, crop, "--confidence", "0.5", "--relation", "Cropped");
        Assert.Equal(ExitCodes.Usage, called.ExitCode);
        Assert.Contains("--relation and --confidence cannot be used with an index that was imported", called.Errors,
            StringComparison.Ordinal);
        Assert.Empty(Called.Here("find", imported, crop, "--no-verify").Errors);
    }

    private Called Update(string pictures, params string[] more) => Called.Here(["update", Index, pictures, "--recurse", .. more]);

    private string Copied(string name)
    {
        File.Copy(Wine, _folder.At(name));
        return _folder.At(name);
    }

    private string Pipe(string name)
    {
        using var made = Process.Start("mkfifo", [_folder.At(name)]);
        made.WaitForExit();
        return _folder.At(name);
    }
}
