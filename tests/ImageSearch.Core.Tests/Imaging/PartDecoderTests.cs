using System.Reflection;
using System.Reflection.Emit;
using ImageSearch.Imaging;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Imaging;

/// <summary>HEIC, JPEG XL and JPEG 2000 where the part that decodes them is not, as in these tests' folder. With it:
/// tests/ImageSearch.Magick.Tests.</summary>
public sealed class PartDecoderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Samples() =>
        new() { { "Wine_by_Jakkub_Mede.heic", "HEIC" }, { "Wine_by_Jakkub_Mede.jxl", "JPEG XL" },
            { "Wine_by_Jakkub_Mede.jp2", "JPEG 2000" } };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Samples))]
    public void Read_SaysWhatTheFormatNeeds(string name, string format)
    {
        string path = Path.Combine(TestData.Tests, "data", "magick", name);
        var reader = new ImageReader(new ImagingSettings());
        Action[] ways = [() => reader.Read(path), () => reader.Read(File.ReadAllBytes(path), path), () => Thumbnail.Make(path, 128, 250)];
        foreach (Action read in ways)
        {
            ImageException e = Assert.Throws<ImageException>(read);
            Assert.Equal((ErrorKind.DecoderMissing, path), (e.Kind, e.Target));
            Assert.Contains($"{format} needs the part ImageSearch.Magick, see DecoderMissing in docs/errors.md", e.Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_SaysSo_BeforeItReadsAFileWhole()
    {
        string path = _folder.At("long.heic");
        File.WriteAllBytes(path, [0, 0, 0, 16, .. "ftypheic"u8, 0, 0, 0, 0]);
        using FileStream held = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.Read);
        held.SetLength(1L << 31);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ErrorKind.DecoderMissing, Assert.Throws<ImageException>(() => new ImageReader(new ImagingSettings()).Read(path)).Kind);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Find_SaysSo_WhereTheAssemblyIsNone()
    {
        File.WriteAllText(_folder.At(PartDecoder.Magick.FileName), "not an assembly");
        ImageException e = Assert.Throws<ImageException>(() => PartDecoder.Find(_folder.Path, "a.heic", ImageFormat.Heic));
        Assert.Equal((ErrorKind.DecoderMissing, "a.heic"), (e.Kind, e.Target));
    }

    /// <summary>What both sides speak of changes from version to version; a part that was left behind is not tried.</summary>
    [Fact]
    public void Find_SaysSo_WhereThePartIsOfAnotherVersion()
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(PartDecoder.Magick.Name) { Version = new Version(99, 1) },
            typeof(object).Assembly);
        assembly.DefineDynamicModule("part");
        assembly.Save(_folder.At(PartDecoder.Magick.FileName));
        ImageException e = Assert.Throws<ImageException>(() => PartDecoder.Find(_folder.Path, "a.heic", ImageFormat.Heic));
        Assert.Equal(ErrorKind.DecoderMissing, e.Kind);
        Assert.Contains("99.1", e.Message, StringComparison.Ordinal);
    }
}
