using System.Diagnostics;
using System.Xml.Linq;
using ImageSearch.Imaging.Vips;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Repository;

/// <summary>libvips as the build stages it.</summary>
public sealed class NativeLibraryTests
{
    private const string Pinned = "8.18.7";

    private static readonly string[] Platforms =
        ["win-x64", "win-arm64", "linux-x64", "linux-arm64", "linux-musl-x64", "linux-musl-arm64", "osx-x64", "osx-arm64"];

    [Fact]
    public void Images_AreReadByTheLibraryOfThePackage()
    {
        if (!Platforms.Contains(VipsRuntime.PortableRuntimeIdentifier()))
        {
            return;
        }

        VipsRuntime.EnsureStarted();
        Assert.Equal(Pinned, string.Join('.', Enumerable.Range(0, 3).Select(VipsNative.Version)));
        string folder = Path.Combine(AppContext.BaseDirectory, "runtimes", VipsRuntime.PortableRuntimeIdentifier(), "native");
        using var self = Process.GetCurrentProcess();
        ProcessModule library = Assert.Single(self.Modules.Cast<ProcessModule>(),
            m => m.ModuleName.Contains("vips", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(folder, Path.GetDirectoryName(library.FileName));
        Assert.True(File.Exists(Path.Combine(folder, "libvips-THIRD-PARTY-NOTICES.md")));
    }

    [Fact]
    public async Task Build_RefusesALibraryOfAnotherHash()
    {
        if (!Platforms.Contains(VipsRuntime.PortableRuntimeIdentifier()))
        {
            return;
        }

        (int code, string output) = await MsBuild.RunAsync("ImageSearch.Core", "-t:CheckNative", "-p:LibvipsSha512=AAAA");
        Assert.NotEqual(0, code);
        Assert.Contains("to have a SHA512 file hash of AAAA", output, StringComparison.Ordinal);
        (code, output) = await MsBuild.RunAsync("ImageSearch.Core", "-t:CheckNative");
        Assert.True(code == 0, output);
    }

    /// <summary>A platform that is forgotten there would be published without its library.</summary>
    [Fact]
    public void Build_HasAHashForEveryPlatformThatIsPublished()
    {
        string script = File.ReadAllText(Path.Combine(TestData.Repository, "eng", "package", "New-Package.ps1"));
        Assert.All(Platforms, p => Assert.Contains($"'{p}'", script, StringComparison.Ordinal));
        var targets = XDocument.Load(Path.Combine(TestData.Repository, "eng", "native", "Native.targets"));
        string[] hashes = [.. Platforms.Select(
            p => Assert.Single(targets.Descendants("LibvipsSha512"), e => e.Attribute("Condition")!.Value.Contains($"'{p}'")).Value)];
        Assert.All(hashes, h => Assert.Equal(64, Convert.FromBase64String(h).Length));
        Assert.Distinct(hashes);
    }
}
