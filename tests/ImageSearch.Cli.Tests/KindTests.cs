using System.Text.Json.Nodes;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.TestSupport;

namespace ImageSearch.Cli.Tests;

/// <summary>Kinds of index, as the command makes, changes, tells and searches them.</summary>
public sealed class KindTests(KindTests.BothKinds files) : IClassFixture<KindTests.BothKinds>, IDisposable
{
    private static readonly string Crop = Directory.GetFiles(TestData.Copies, "Wine*crop50.jpg").Single();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Optimize_MakesListsAndDropsThem()
    {
        string path = _folder.At("copy.imgidx");
        File.Copy(files.Flat, path);
        JsonNode made = JsonNode.Parse(Called.Here("optimize", path, "--kind", "inverted", "--json").Output)!;
        Assert.Equal("Inverted", (string)made["kind"]!);
        Assert.InRange((double)made["lists"]!["recall"]!, 0.5, 1);
        Assert.Equal(IndexKind.Inverted, IndexFile.Open(path).Kind);
        Called back = Called.Here("optimize", path, "--kind", "Flat");
        Assert.Equal(ExitCodes.Done, back.ExitCode);
        Assert.Contains("It is of the kind Flat: it compares all rows.", back.Output, StringComparison.Ordinal);
        Assert.Null(IndexFile.Open(path).Lists);
    }

    [Fact]
    public void FaissKeys_SayHowManyCells()
    {
        string path = _folder.At("copy.imgidx");
        File.Copy(files.Flat, path);
        JsonNode made = JsonNode.Parse(Called.Here("optimize", path, "--kind", "IVF64,Flat", "--json").Output)!;
        Assert.Equal(64, (int)made["lists"]!["cells"]!);
        Called exported = Called.Here("export", path, _folder.At("a.faiss"));
        Assert.Contains("IDMap,IVF64,Flat to Faiss", exported.Output, StringComparison.Ordinal);
        exported = Called.Here("export", path, _folder.At("b.faiss"), "--kind", "flat");
        Assert.Contains("IDMap,Flat to Faiss", exported.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, Called.Here("export", path, _folder.At("c.faiss"), "--kind", "IVF64,Flat").ExitCode);
        byte[] before = File.ReadAllBytes(path);
        Called refused = Called.Here("optimize", path, "--kind", "IVF64,PQ16");
        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.Contains("'IVF64,PQ16' is no kind of index. There is Flat, Inverted, or", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        refused = Called.Here("add", _folder.At("new.imgidx"), Crop, "--kind", "IVF64,Flat");
        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.Contains("'imagesearch optimize --kind IVF64,RaBitQ'", refused.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("new.imgidx")));
    }

    [Fact]
    public void Optimize_OfTooFewRows_ChangesNothing()
    {
        string path = _folder.At("small.imgidx");
        Assert.Equal(ExitCodes.Done, Called.Here("add", path, Crop).ExitCode);
        byte[] before = File.ReadAllBytes(path);
        Called refused = Called.Here("optimize", path, "--kind", "inverted");
        Assert.Equal(ExitCodes.Failed, refused.ExitCode);
        Assert.StartsWith("IndexTooSmall: ", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("add")]
    [InlineData("update")]
    public void NewIndex_IsOfTheKindThatIsAskedFor_AndKeepsIt(string command)
    {
        string path = _folder.At("new.imgidx"), photos = Directory.CreateDirectory(_folder.At("photos")).FullName;
        File.Copy(Crop, Path.Combine(photos, "a.jpg"));
        Assert.Equal(ExitCodes.Done, Called.Here(command, path, photos, "--kind", "inverted").ExitCode);
        Assert.Equal(IndexKind.Inverted, IndexFile.Open(path).Kind);
        Assert.Equal(ExitCodes.Done, Called.Here(command, path, photos, "--kind", "inverted").ExitCode);
        Called refused = Called.Here(command, path, photos, "--kind", "flat");
        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.Contains("'imagesearch optimize --kind flat' changes that.", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(IndexKind.Inverted, IndexFile.Open(path).Kind);
    }

    [Fact]
    public void Info_TellsTheKindAndTheLists()
    {
        string text = Called.Here("info", files.Inverted).Output;
        Assert.Matches("(?m)^kind +Inverted: it finds [0-9]+ of 100 nearest rows, 4 cells visited\r?$", text);
        Assert.Matches("(?m)^lists +[0-9]+ rows in [0-9]+ cells\r?$", text);
        JsonNode json = JsonNode.Parse(Called.Here("info", files.Inverted, "--json").Output)!;
        Assert.Equal(((string)json["kind"]!, (long)json["rows"]!), ("Inverted", (long)json["lists"]!["rows"]!));
        JsonNode flat = JsonNode.Parse(Called.Here("info", files.Flat, "--json").Output)!;
        Assert.Equal(("Flat", "compares all rows"), ((string)flat["kind"]!, (string)flat["kindDescription"]!));
        Assert.Null(flat["lists"]);
        Assert.Null(flat["kindAdvice"]);
    }

    [Theory]
    [InlineData]
    [InlineData("--exact")]
    [InlineData("--effort", "low")]
    [InlineData("--effort", "300")]
    public void Find_FindsByTheLists(params string[] options)
    {
        Called found = Called.Here(["find", files.Inverted, Crop, "--json", .. options]);
        Assert.Equal((ExitCodes.Done, ""), (found.ExitCode, found.Errors));
        string path = (string)JsonNode.Parse(found.Output)![0]!["matches"]![0]!["path"]!;
        Assert.Equal(TestData.Photo("Wine"), path);
    }

    [Theory]
    [InlineData(false, "has no cells", "--effort", "high")]
    [InlineData(true, "takes no effort", "--effort", "4", "--exact")]
    [InlineData(true, "on the processor", "--device", "cuda")]
    [InlineData(true, "--effort takes one of Low (1)", "--effort", "most")]
    [InlineData(true, "--effort must be from 1 to 1024.", "--effort", "1025")]
    public void Find_RefusesWhatHasNoEffect(bool isInverted, string why, params string[] options)
    {
        Called refused = Called.Here(["find", isInverted ? files.Inverted : files.Flat, Crop, .. options]);
        Assert.Equal((ExitCodes.Usage, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(why, refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedLists_AreWarnedOfOnce_AndNamedByTest()
    {
        string path = _folder.At("damaged.imgidx");
        byte[] bytes = File.ReadAllBytes(files.Inverted);

        // The lists lie behind the rows, which end where the flat file does or before.
        bytes[(bytes.Length + new FileInfo(files.Flat).Length) / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        Called found = Called.Here("find", path, Crop, Crop);
        Assert.Equal(ExitCodes.Done, found.ExitCode);
        Assert.Equal(2, found.Errors.Split("are damaged").Length);
        Called tested = Called.Here("test", path);
        Assert.Equal(ExitCodes.Failed, tested.ExitCode);
        Assert.DoesNotContain("loses", tested.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, Called.Here("optimize", path, "--kind", "inverted").ExitCode);
        Assert.Equal(ExitCodes.Done, Called.Here("test", path).ExitCode);
    }

    /// <summary>The same images in a file of each kind.</summary>
    public sealed class BothKinds : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public BothKinds()
        {
            Assert.Equal(ExitCodes.Done, Called.Here("add", Flat, TestData.Photos, "--features", "0").ExitCode);
            File.Copy(Flat, Inverted);
            Assert.Equal(ExitCodes.Done, Called.Here("optimize", Inverted, "--kind", "inverted").ExitCode);
        }

        public string Flat => _folder.At("flat.imgidx");

        public string Inverted => _folder.At("inverted.imgidx");

        public void Dispose() => _folder.Dispose();
    }
}
