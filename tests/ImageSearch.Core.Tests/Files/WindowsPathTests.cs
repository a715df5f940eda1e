using ImageSearch.Files;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Format;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Files;

/// <summary>Spellings of paths that Windows takes otherwise than people expect.</summary>
public sealed class WindowsPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Longer than Windows' old limit of 260.</summary>
    [Fact]
    public void LongPaths_AreTakenEverywhere()
    {
        string folder = Directory.CreateDirectory(_folder.At($"{new string('f', 150)}/{new string('g', 150)}")).FullName;
        string path = Path.Combine(folder, "a.imgidx");
        string image = Path.Combine(folder, "image.jpg"), moved = Path.Combine(folder, "moved.jpg");
        ImageIndex index = Samples.Index(new byte[128]);
        IndexFile.Save(index, path);
        IndexFile.Compact(index);
        Assert.Equal(1, IndexFile.Open(path).ImageCount);
        File.Copy(TestData.Photo("Wine"), image);
        Assert.NotNull(FileIdentity.Of(image));
        Assert.True(FileMove.TryMove(image, moved));
        Assert.Equal(FileStamp.ContentOf(TestData.Photo("Wine"), default), FileStamp.ContentOf(moved, default));
    }

    [WindowsFact]
    public void ExtendedPaths_AreOfTheSameFiles()
    {
        string extended = $@"\\?\{_folder.At("a.imgidx")}", image = $@"\\?\{_folder.At("b.jpg")}";
        IndexFile.Save(Samples.Index(new byte[128]), extended);
        Assert.Equal(1, IndexFile.Open(_folder.At("a.imgidx")).ImageCount);
        File.WriteAllText(image, "x");
        Assert.True(FileMove.TryMove(image, $@"\\?\{_folder.At("c.jpg")}"));
        Assert.Equal(FileIdentity.Of(_folder.At("c.jpg")), FileIdentity.Of($@"\\?\{_folder.At("c.jpg")}"));
    }

    /// <summary>What lies on another machine is copied, not mapped.</summary>
    [WindowsTheory]
    [InlineData(@"\\server\share\a.imgidx", true)]
    [InlineData(@"\\?\UNC\server\share\a.imgidx", true)]
    [InlineData(@"\\?\C:\a.imgidx", false)]
    [InlineData(@"C:\a.imgidx", false)]
    public void SharesAreRemote_ExtendedPathsAreNot(string path, bool isRemote) => Assert.Equal(isRemote, IndexView.IsRemote(path));

    [WindowsFact]
    public void LettersOfEitherCase_NameOneImage_AndStayAsTheyWere()
    {
        var index = new ImageIndex(IndexSettings.Default);
        index.Add(Samples.Image(_folder.At("Wine.JPG"), new byte[128]), out _);
        Assert.Equal(AddOutcome.Unchanged, index.Add(Samples.Image(_folder.At("wine.jpg"), new byte[128]), out _));
        Assert.True(index.TryGet(_folder.At("WINE.jpg"), out IndexedImage? image));
        Assert.Equal(_folder.At("Wine.JPG"), image!.Path);
        IndexFile.Save(index, _folder.At("A.imgidx"));
        index.Remove(1);
        IndexFile.Save(index, _folder.At("a.IMGIDX"));
        Assert.Equal(["A.imgidx"], Directory.GetFiles(_folder.Path, "*.imgidx").Select(Path.GetFileName));
    }

    /// <summary>Dots and spaces at a name's end are no part of it.</summary>
    [WindowsTheory]
    [InlineData("a.imgidx.")]
    [InlineData("a.imgidx  ")]
    public void DotsAndSpacesAtTheEnd_AreNoPartOfAName(string name)
    {
        IndexFile.Save(Samples.Index(new byte[128]), _folder.At(name));
        Assert.Equal(ErrorKind.IndexExists,
            Assert.Throws<IndexException>(() => IndexFile.Save(Samples.Index(), _folder.At("a.imgidx"))).Kind);
        Assert.Equal(1, IndexFile.Open(_folder.At("a.imgidx")).ImageCount);
    }

    /// <summary>Windows 11 takes most of these as names of files in a folder, older ones as devices. Nothing is written into one, and
    /// nothing left beside.</summary>
    [WindowsTheory]
    [InlineData("nul")]
    [InlineData("con.imgidx")]
    [InlineData("COM1.imgidx")]
    public void NamesOfDevices_AreRefused_OrFiles(string name)
    {
        try
        {
            IndexFile.Save(Samples.Index(new byte[128]), _folder.At(name));
            Assert.Equal(1, IndexFile.Open(_folder.At(name)).ImageCount);
        }
        catch (IndexException e)
        {
            Assert.Equal(ErrorKind.IndexNotWritable, e.Kind);
            Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        }
    }
}
