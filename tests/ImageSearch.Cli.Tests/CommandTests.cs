using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearch.TestSupport;

namespace ImageSearch.Cli.Tests;

/// <summary>What the command does, says, and ends with.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Index => _folder.At("photos.imgidx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Demo_FindsEveryAlteredCopy_AndNothingElse()
    {
        Called result = Called.AsProcess("demo");
        Assert.Equal(ExitCodes.Done, result.ExitCode);
        Assert.Contains("12 of 12 right.", result.Output, StringComparison.Ordinal);
        Assert.Contains("| query", result.Output, StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Split("no match").Length - 1);
    }

    [Fact]
    public void Demo_Json_HasAnAnswerForEachQuery()
    {
        JsonNode json = Json(Called.Here("demo", "--json"));
        Assert.Equal(19, (int)json["images"]!);
        Assert.Equal(12, json["answers"]!.AsArray().Count);
        Assert.All(json["answers"]!.AsArray().Take(10), a =>
            Assert.True((bool)a!["right"]! && (int)a["votes"]! >= 5 && (double)a["milliseconds"]! > 0));
        Assert.All(json["answers"]!.AsArray().Skip(10), a => Assert.True((bool)a!["right"]! && a["answer"] is null));
    }

    [Fact]
    public void Demo_OfOnesOwnPhotos_TakesAnyName()
    {
        File.Copy(TestData.Photo("Wine"), _folder.At("wine [page=1].jpg"));
        File.Copy(TestData.Photo("life"), _folder.At("zlife.jpg"));
        JsonNode json = Json(Called.Here("demo", "--photos", _folder.Path, "--json"));
        Assert.Equal((2, 1, 1), ((int)json["images"]!, (int)json["asked"]!, (int)json["right"]!));
    }

    [Fact]
    public void Duplicates_AreMovedAway_AndBack()
    {
        string photos = _folder.At("photos"), away = _folder.At("photos/away");
        Directory.CreateDirectory(photos);
        string[] copies = [Path.Combine(photos, "a.jpg"), Path.Combine(photos, "b.jpg")];
        Array.ForEach(copies, c => File.Copy(TestData.Photo("Wine"), c));
        Assert.Equal(ExitCodes.Done, Called.Here("add", Index, photos).ExitCode);

        Called refused = Called.Here("duplicates", Index, "--move-to", photos);
        Assert.Equal((ExitCodes.Failed, true),
            (refused.ExitCode, refused.Errors.StartsWith("QuarantineUnusable: ", StringComparison.Ordinal)));
        Called moved = Called.Here("duplicates", Index, "--move-to", away, "--json");
        Assert.Equal(ExitCodes.Done, moved.ExitCode);
        Assert.Equal(copies[1], (string)JsonNode.Parse(moved.Output)![0]!["duplicates"]![0]!["path"]!);
        Assert.Equal((true, false), (File.Exists(copies[0]), File.Exists(copies[1])));
        Assert.Equal(1, (int)Json(Called.Here("add", _folder.At("other.imgidx"), photos, "--recurse", "--json"))["images"]!);

        File.WriteAllText(copies[1], "a new file");
        Assert.Equal(ExitCodes.SomeImagesFailed, Called.Here("restore", away).ExitCode);
        File.Delete(copies[1]);
        Called back = Called.Here("restore", away);
        Assert.Equal((ExitCodes.Done, true), (back.ExitCode, File.Exists(copies[1])));
        Assert.Contains("1 image moved back, 0 not.", back.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, Called.Here("restore", photos).ExitCode);
    }

    [Fact]
    public void AddFindInfo_GoTogether()
    {
        JsonNode added = Json(Called.AsProcess("add", Index, TestData.Photos, "--json"));
        Assert.Equal((19, 0, 19), ((int)added["added"]!, (int)added["unchanged"]!, (int)added["images"]!));
        Assert.Equal(19, (int)Json(Called.AsProcess("add", Index, TestData.Photos, "--json"))["unchanged"]!);
        JsonNode info = Json(Called.AsProcess("info", Index, "--images", "--json"));
        Assert.Equal(19, info["list"]!.AsArray().Count);
        Assert.Equal(500, (int)info["settings"]!["sift"]!["features"]!);

        string query = Directory.GetFiles(TestData.Copies, "Wine*crop50.jpg").Single();
        Called found = Called.AsProcess("find", Index, query, "--json");
        JsonNode match = JsonNode.Parse(found.Output)![0]!["matches"]![0]!;
        Assert.Equal(TestData.Photo("Wine"), (string)match["path"]!);
        Assert.Equal((ExitCodes.Done, 1), (found.ExitCode, (int)match["rank"]!));

        JsonNode byId = Json(Called.AsProcess("find", Index, "--no-verify", "--id", $"{match["id"]}", "--json"));
        Assert.DoesNotContain(byId[0]!["matches"]!.AsArray(), m => (long)m!["id"]! == (long)match["id"]!);
    }

    [Theory]
    [InlineData("sift", "Sift")]
    [InlineData("RootSift", "RootSift")]
    public void Add_MakesAnIndexOfTheKindOfDescriptor(string said, string kind)
    {
        Json(Called.Here("add", Index, TestData.Photo("Wine"), "--descriptor", said, "--features", "70", "--json"));
        Assert.Equal(kind, (string)Json(Called.Here("info", Index, "--json"))["settings"]!["sift"]!["descriptor"]!);
        Assert.Contains($"70 {kind} features an image", Called.Here("info", Index).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_AmongIds_SearchesOnlyThose()
    {
        Json(Called.Here("add", Index, TestData.Photo("Wine"), TestData.Photo("life"), "--json"));
        foreach (long id in (long[])[1, 2])
        {
            JsonNode found = Json(Called.Here("find", Index, TestData.Photo("Wine"), "--among", $"{id}", "--no-verify", "--json"));
            Assert.Equal([id], found[0]!["matches"]!.AsArray().Select(m => (long)m!["id"]!));
        }
    }

    [Fact]
    public void Find_OfAnUnknownPhoto_HasNoMatch_UnlessVotesAloneCount()
    {
        Json(Called.Here("add", Index, TestData.Photos, "--json"));
        string unknown = Path.Combine(TestData.Tests, "data", "unknown", "unknown001.jpg");
        Assert.Equal(ExitCodes.NoMatch, Called.Here("find", Index, unknown).ExitCode);
        Assert.Equal(ExitCodes.Done, Called.Here("find", Index, unknown, "--no-verify").ExitCode);
        Assert.Equal(ExitCodes.Usage, Called.Here("find", Index, unknown, "--confidence", "1.5").ExitCode);
    }

    [Fact]
    public void Compare_SaysItsVerdictByItsExitCode()
    {
        string wine = TestData.Photo("Wine"), crop = Directory.GetFiles(TestData.Copies, "Wine*crop50.jpg").Single();
        Called match = Called.Here("compare", wine, crop, "--json");
        Assert.Equal((ExitCodes.Done, true, "Cropped"),
            (match.ExitCode, (bool)JsonNode.Parse(match.Output)!["isMatch"]!, (string)JsonNode.Parse(match.Output)!["relation"]!));
        Called words = Called.Here("compare", wine, crop);
        Assert.StartsWith($"match: {(string)JsonNode.Parse(match.Output)!["verdict"]!}", words.Output, StringComparison.Ordinal);
        Assert.Contains("relation Cropped, confidence ", words.Output, StringComparison.Ordinal);
        Assert.True((bool)JsonNode.Parse(match.Output)!["isConfirmed"]!);
        Assert.Contains("pixels not compared", Called.Here("compare", wine, crop, "--no-pixels").Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NoMatch, Called.Here("compare", wine, crop, "--relation", "resized", "IdenticalBytes").ExitCode);
        Assert.Equal(ExitCodes.Done, Called.Here("compare", wine, crop, "--relation", "Resized", "cropped").ExitCode);
        Assert.Equal(ExitCodes.Usage, Called.Here("compare", wine, crop, "--relation", "same").ExitCode);
        Assert.Equal(ExitCodes.NoMatch, Called.Here("compare", wine, TestData.Photo("life")).ExitCode);
        Assert.Equal(ExitCodes.SomeImagesFailed, Called.Here("compare", wine, _folder.At("missing.jpg")).ExitCode);
    }

    [Fact]
    public void Find_SaysTheRelation_AndItsExitCodeFollowsWhatIsAskedFor()
    {
        string copy = Directory.GetFiles(TestData.Copies, "Wine*scale50.jpg").Single(), photo = _folder.At("wine.jpg");
        File.Copy(TestData.Photo("Wine"), photo);
        Json(Called.Here("add", Index, photo, "--json"));
        JsonNode match = Json(Called.Here("find", Index, copy, "--json"))[0]!["matches"]![0]!;
        string relation = (string)match["relation"]!;
        Assert.NotEmpty((string)match["verdict"]!);
        Assert.False((bool)match["isConfirmed"]!);
        Assert.Contains(relation, Called.Here("find", Index, copy).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, Called.Here("find", Index, copy, "--relation", relation.ToLowerInvariant()).ExitCode);
        Assert.Equal(ExitCodes.NoMatch, Called.Here("find", Index, copy, "--relation", "SharedPart", "Mirrored").ExitCode);
        Assert.Equal(ExitCodes.Usage, Called.Here("find", Index, copy, "--relation", "9").ExitCode);
        Assert.Equal(ExitCodes.Usage, Called.Here("find", Index, copy, "--relation", relation, "--no-verify").ExitCode);
        Assert.Equal(ExitCodes.Usage, Called.Here("find", Index, copy, "--compare-pixels", "--no-verify").ExitCode);
        Assert.True((bool)Json(Called.Here("find", Index, copy, "--compare-pixels", "--json"))[0]!["matches"]![0]!["isConfirmed"]!);

        // A file that is gone is named; the match stays as keypoints found it.
        File.Delete(photo);
        Called gone = Called.Here("find", Index, copy, "--compare-pixels", "--json");
        Assert.False((bool)Json(gone)[0]!["matches"]![0]!["isConfirmed"]!);
        Assert.Contains(photo, gone.Errors, StringComparison.Ordinal);
        Assert.Contains("pixels were not compared", gone.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Thorough_SeesOnePictureFromTwoSides()
    {
        string left = At("left"), above = At("above"), wine = TestData.Photo("Wine");
        static string At(string side) => Path.Combine(TestData.Tests, "data", "aside", $"Dragonfly_by_Bolly__{side}.jpg");
        Assert.Equal(ExitCodes.NoMatch, Called.Here("compare", left, above, "--no-pixels").ExitCode);
        Assert.Equal(ExitCodes.Done, Called.Here("compare", left, above, "--no-pixels", "--thorough").ExitCode);
        Json(Called.Here("add", Index, left, wine, "--json"));
        Assert.Equal(ExitCodes.NoMatch, Called.Here("find", Index, above).ExitCode);
        Assert.Equal(left, (string)Json(Called.Here("find", Index, above, "--thorough", "--json"))[0]!["matches"]![0]!["path"]!);
        Assert.Equal(ExitCodes.NoMatch, Called.Here("find", Index, "--id", "1", "--thorough").ExitCode);
        Assert.Equal(ExitCodes.Usage, Called.Here("find", Index, above, "--thorough", "--no-verify").ExitCode);
    }

    [Fact]
    public void Picture_DrawsTheMatch()
    {
        string wine = TestData.Photo("Wine"), crop = Directory.GetFiles(TestData.Copies, "Wine*crop50.jpg").Single(),
            picture = _folder.At("why.png");
        Json(Called.Here("add", Index, wine, TestData.Photo("life"), "--json"));
        Assert.Equal(ExitCodes.Done, Called.Here("find", Index, crop, "--picture", picture).ExitCode);
        Assert.Equal("PNG"u8, File.ReadAllBytes(picture).AsSpan(1, 3));
        Called again = Called.Here("find", Index, crop, "--picture", picture);
        Assert.Equal(ExitCodes.Failed, again.ExitCode);
        Assert.Contains("PictureExists", again.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, Called.Here("find", Index, "--id", "1", "--matches", "1", "--no-verify", "--votes", "1", "--picture",
            _folder.At("many") + "/").ExitCode);
        Assert.Single(Directory.GetFiles(_folder.At("many")));
        Assert.Equal(ExitCodes.NoMatch, Called.Here("compare", wine, TestData.Photo("life"), "--picture", _folder.At("no.jpg")).ExitCode);
        Assert.True(File.Exists(_folder.At("no.jpg")));
        Assert.Equal(ExitCodes.Usage, Called.Here("find", Index, crop, "--picture", "why.gif").ExitCode);
        Called unwritable = Called.Here("compare", wine, crop, "--picture", _folder.At("no/such/folder.png"));
        Assert.Equal(ExitCodes.Failed, unwritable.ExitCode);
        Assert.Contains("relation Cropped", unwritable.Output, StringComparison.Ordinal);
        Assert.Contains("its folder does not exist", unwritable.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicates_ListsGroupsAndWhatToKeep()
    {
        string copy = _folder.At("copy.jpg");
        File.Copy(TestData.Photo("Wine"), copy);
        Json(Called.Here("add", Index, TestData.Photo("Wine"), TestData.Photo("life"), copy, "--json"));
        JsonNode group = Json(Called.Here("duplicates", Index, "--json")).AsArray().Single()!;
        Assert.Equal((TestData.Photo("Wine"), copy), ((string)group["keep"]!, (string)group["duplicates"]![0]!["path"]!));
        Assert.Contains("1 duplicate in 1 group.", Called.Here("duplicates", Index, "--keep", "oldest").Output, StringComparison.Ordinal);
        Assert.Empty(Json(Called.Here("duplicates", Index, "--json", "--relation", "reencoded", "resized")).AsArray());
        Assert.Equal(ExitCodes.Usage, Called.Here("duplicates", Index, "--relation", "none").ExitCode);
        Assert.Equal("the same file, byte for byte", (string)group["duplicates"]![0]!["verdict"]!);
        Assert.Contains("| confidence |", Called.Here("duplicates", Index).Output, StringComparison.Ordinal);
        JsonNode kept = Json(Called.Here("duplicates", Index, "--json", "--reference", _folder.Path)).AsArray().Single()!;
        Assert.Equal(copy, (string)kept["keep"]!);

        File.AppendAllText(copy, " ");
        Called changed = Called.Here("duplicates", Index);
        Assert.Contains("0 duplicates in 0 groups.", changed.Output, StringComparison.Ordinal);
        Assert.Contains($"'{copy}' has changed", changed.Errors, StringComparison.Ordinal);
    }

    /// <summary>What protects images and is mistyped would protect none.</summary>
    [Fact]
    public void Duplicates_RefusesWhatNamesNothing_AndMovesNothing()
    {
        string photos = Directory.CreateDirectory(_folder.At("photos")).FullName, list = _folder.At("ignored.txt");
        string[] copies = [Path.Combine(photos, "a.jpg"), Path.Combine(photos, "b.jpg")];
        Array.ForEach(copies, c => File.Copy(TestData.Photo("Wine"), c));
        Json(Called.Here("add", Index, photos, "--json"));
        File.WriteAllText(list, $"{_folder.At("a.jpg")}\t{_folder.At("b.jpg")}\n");
        foreach (string[] idle in (string[][])[["--reference", _folder.At("photo")], ["--reference", photos, _folder.Path + "s"],
            ["--ignore", list], ["--ignore", _folder.At("none.txt")], ["--ignore", photos]])
        {
            Called refused = Called.Here(["duplicates", Index, "--move-to", _folder.At("away"), .. idle]);
            Assert.Equal((ExitCodes.Usage, ""), (refused.ExitCode, refused.Output));
            Assert.Contains($"{idle[0]}", refused.Errors, StringComparison.Ordinal);
            Assert.Contains($"'{idle[^1]}'", refused.Errors, StringComparison.Ordinal);
            Assert.All(copies, c => Assert.True(File.Exists(c)));
            Assert.False(Directory.Exists(_folder.At("away")));
        }

        File.WriteAllText(list, $"{copies[1]}\t{copies[0]}\n");
        Assert.Empty(Json(Called.Here("duplicates", Index, "--ignore", list, "--json")).AsArray());
        Assert.Empty(Json(Called.Here("duplicates", Index, "--reference", photos + "/", "--json")).AsArray());
        Assert.Single(Json(Called.Here("duplicates", Index, "--json")).AsArray());
    }

    [UnixFact("Windows takes no such name of a file.")]
    public void Duplicates_Report_ShowsThemSideBySide()
    {
        string copy = _folder.At("<b>copy.jpg"), report = _folder.At("report.html");
        File.Copy(TestData.Photo("Wine"), copy);
        Json(Called.Here("add", Index, TestData.Photo("Wine"), TestData.Photo("life"), copy, "--json"));
        Assert.Equal(ExitCodes.Done, Called.Here("duplicates", Index, "--report", report).ExitCode);
        string page = File.ReadAllText(report);
        Assert.Contains("<b>&lt;b&gt;copy.jpg</b>", page, StringComparison.Ordinal);
        Assert.Contains("1 duplicate in 1 group", page, StringComparison.Ordinal);
        Called again = Called.Here("duplicates", Index, "--report", report);
        Assert.Equal((ExitCodes.Failed, ""), (again.ExitCode, again.Output));
        Assert.Contains("ReportExists", again.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, Called.Here("duplicates", Index, "--report", report, "--force").ExitCode);
        Assert.Equal(ExitCodes.Usage, Called.Here("duplicates", Index, "--report", _folder.At("report.txt")).ExitCode);
        Assert.Equal(ExitCodes.Failed, Called.Here("duplicates", Index, "--report", _folder.At("no/such/report.html")).ExitCode);
    }

    [LinkFact]
    public void Duplicates_TellsOfLinks_AndInfoOfPages()
    {
        string photo = _folder.At("a.jpg"), link = _folder.At("b.jpg");
        File.Copy(TestData.Photo("Wine"), photo);
        File.CreateSymbolicLink(link, photo);
        Json(Called.Here("add", Index, photo, link, "--json"));
        Assert.Contains("0 duplicates in 0 groups. 0 hard links and 1 link are other names of files",
            Called.Here("duplicates", Index).Output, StringComparison.Ordinal);
        Assert.Equal(1, (int)Json(Called.Here("info", Index, "--images", "--json"))["list"]![0]!["pages"]!);
        Assert.Contains("| pages |", Called.Here("info", Index, "--images").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_WithoutAMatch_SaysSoByItsExitCode()
    {
        Json(Called.Here("add", Index, TestData.Photo("Wine"), "--json"));
        Called result = Called.Here("find", Index, TestData.Photo("life"), "--votes", "501");
        Assert.Equal(ExitCodes.NoMatch, result.ExitCode);
        Assert.Contains("no match", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_OfABadFileAmongGoodOnes_AddsTheGoodOnes()
    {
        Called result = Called.Here("add", Index, Path.Combine(TestData.Hostile, "gen_text.jpg"), TestData.Photo("Wine"),
            _folder.At("none.jpg"), "--json");
        Assert.Equal(ExitCodes.SomeImagesFailed, result.ExitCode);
        JsonNode json = JsonNode.Parse(result.Output)!;
        Assert.Equal(1, (int)json["added"]!);
        Assert.Equal(["ImageUnreadable", "ImageNotFound"], json["failed"]!.AsArray().Select(f => (string)f!["error"]!));
        Assert.Contains("ImageUnreadable: The image '", result.Errors, StringComparison.Ordinal);
    }

    [LinkFact]
    public void Add_OfFolders_TakesImagesOnly_AndWalksNoLoop()
    {
        string folder = Directory.CreateDirectory(_folder.At("pictures/inner")).FullName;
        File.Copy(TestData.Photo("Wine"), Path.Combine(folder, "b.JPG"));
        File.Copy(TestData.Photo("life"), _folder.At("pictures/a.jpg"));
        File.WriteAllText(_folder.At("pictures/notes.txt"), "no image");
        Directory.CreateSymbolicLink(Path.Combine(folder, "loop"), _folder.At("pictures"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "again"), _folder.At("pictures"));
        Assert.Equal(1, (int)Json(Called.Here("add", Index, _folder.At("pictures"), "--json"))["added"]!);
        JsonNode recursive = Json(Called.Here("add", Index, _folder.At("pictures"), "--recurse", "--json"));
        Assert.Equal((1, 1), ((int)recursive["added"]!, (int)recursive["unchanged"]!));
    }

    [Fact]
    public void AnEmptyFolder_IsNotTakenForSuccess()
    {
        string empty = Directory.CreateDirectory(_folder.At("empty")).FullName;
        Called added = Called.Here("add", Index, empty);
        Assert.Equal(ExitCodes.SomeImagesFailed, added.ExitCode);
        Assert.Contains("no images", added.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Index));
        Json(Called.Here("add", Index, TestData.Photo("Wine"), "--json"));
        Assert.Equal(ExitCodes.SomeImagesFailed, Called.Here("find", Index, empty).ExitCode);
    }

    [Fact]
    public void Add_WhereNothingCanBeWritten_SaysSoBeforeTheWork()
    {
        Called result = Called.Here("add", _folder.At("no/such.imgidx"), TestData.Photo("Wine"), _folder.At("none.jpg"));
        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.StartsWith("IndexNotWritable: ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_ToWhatIsNoIndex_ChangesNothing()
    {
        File.WriteAllText(Index, "precious");
        Called result = Called.Here("add", Index, TestData.Photo("Wine"));
        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.StartsWith("IndexCorrupt: ", result.Errors, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(Index));
    }

    [Fact]
    public void Info_OfNothing_IsIndexNotFound()
    {
        Called result = Called.AsProcess("info", Index);
        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.StartsWith("IndexNotFound: ", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("find", "x.imgidx")]
    [InlineData("add", "x.imgidx")]
    [InlineData("add", "x.imgidx", "a.jpg", "--features", "-1")]
    [InlineData("add", "x.imgidx", "a.jpg", "--descriptor", "surf")]
    [InlineData("add", "x.imgidx", "a.jpg", "--descriptor", "1")]
    [InlineData("find", "x.imgidx", "a.jpg", "--neighbours", "1001")]
    [InlineData("add", "", "a.jpg")]
    [InlineData("add", "x.imgidx", "")]
    [InlineData("info", "")]
    [InlineData("add", "x.imgidx", "a.jpg", "--limit-megapixels", "NaN")]
    [InlineData("nonsense")]
    public void WrongUsage_IsExitCode2(params string[] arguments)
    {
        Called result = Called.Here(arguments);
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains("--help", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("add")]
    [InlineData("find")]
    [InlineData("info")]
    public void Help_NamesTheExitCodes(string command)
    {
        Called result = Called.Here(command, "--help");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Exit codes: 0 done", result.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private static JsonNode Json(Called result)
    {
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}: {result.Errors}");
        return JsonNode.Parse(result.Output, documentOptions: new JsonDocumentOptions { AllowTrailingCommas = false })!;
    }
}
