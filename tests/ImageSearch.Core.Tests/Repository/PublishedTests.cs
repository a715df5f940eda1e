namespace ImageSearch.Tests.Repository;

/// <summary>
/// The command as it was published for platforms that nothing here can run: every native part is one of that platform. eng/platforms.sh
/// publishes it and names the folder, IMAGESEARCH_PUBLISHED.
/// </summary>
public sealed class PublishedTests
{
    [PublishedTheory]
    [InlineData("linux-musl-x64", "elf x64", "libvips.so.42")]
    [InlineData("osx-arm64", "macho arm64", "libvips.42.dylib")]
    [InlineData("osx-x64", "macho x64", "libvips.42.dylib")]
    [InlineData("win-arm64", "pe arm64", "libvips-42.dll")]
    public void NativeParts_AreOfThePlatform(string platform, string native, string libvips)
    {
        string folder = Path.Combine(PublishedTheoryAttribute.Folder!, platform);
        (string Path, string? Platform)[] parts = [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => (f, NativeFile.PlatformOf(f))).Where(p => p.Item2 is not null)];
        Assert.All(parts, p => Assert.True(p.Platform == native, $"{p.Path} is {p.Platform}"));
        string image = Assert.Single(parts, p => Path.GetFileName(p.Path) == libvips).Path;
        Assert.Equal(Path.Combine(folder, "runtimes", platform, "native"), Path.GetDirectoryName(image));
        if (platform.Contains("musl", StringComparison.Ordinal))
        {
            // The same machine as glibc's, but for the C library that it asks for.
            Assert.True(File.ReadAllBytes(image).AsSpan().IndexOf("libc.musl-x86_64"u8) > 0);
        }
    }

    /// <summary>The header of a file is understood: the runtime that runs this test is of this machine.</summary>
    [Fact]
    public void OurOwnRuntime_IsOfThisMachine()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string system = OperatingSystem.IsWindows() ? "pe" : OperatingSystem.IsMacOS() ? "macho" : "elf";
        string machine = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToUpperInvariant();
        string jit = Directory.GetFiles(runtime, "*clrjit.*").Single(f => !f.EndsWith(".dbg", StringComparison.Ordinal));
        Assert.Equal($"{system} {machine}", NativeFile.PlatformOf(jit), ignoreCase: true);
        Assert.Null(NativeFile.PlatformOf(typeof(object).Assembly.Location));
    }
}
