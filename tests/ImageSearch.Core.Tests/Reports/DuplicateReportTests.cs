using System.Text.RegularExpressions;
using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;
using ImageSearch.Reports;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Reports;

public sealed partial class DuplicateReportTests : IDisposable
{
    private static readonly DuplicateReportOptions Options = new(ThumbnailPixels: 100)
    {
        Made = new DateTimeOffset(2026, 3, 4, 5, 6, 0, TimeSpan.Zero),
    };
    private readonly TemporaryFolder _folder = new();

    private string Report => _folder.At("report.html");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_ShowsEachDuplicateBesideItsKeeper()
    {
        DuplicateReport.Write([Pair(1, "Wine", "Kleiber"), Pair(1, "Wine", "life"), Pair(2, "Bridge", "Fossa")], Report, Options);
        string page = File.ReadAllText(Report);
        Assert.Equal(3, Regex.Count(page, "<article class=\"pair\">"));
        Assert.Equal(["Group 1", "Group 2"], Heading().Matches(page).Select(m => m.Groups[1].Value));
        Assert.Contains("<strong>3 duplicates in 2 groups</strong>", page, StringComparison.Ordinal);
        Assert.Contains("Made 2026-03-04 05:06 UTC", page, StringComparison.Ordinal);
        foreach (string name in (string[])["Wine", "Kleiber", "life", "Bridge", "Fossa"])
        {
            (string path, long bytes) = (TestData.Photo(name), new FileInfo(TestData.Photo(name)).Length);
            Assert.Contains($"<b>{Path.GetFileName(path)}</b>", page, StringComparison.Ordinal);
            Assert.Contains($"({bytes:#,0} bytes)", page, StringComparison.Ordinal);
        }

        // The keeper of two is embedded once and used twice.
        Assert.Equal(5, Data().Count(page));
        Assert.Equal(1, Regex.Count(page, "<use href=\"#i1\"/>"));
        Assert.Contains("427 × 640 pixels", page, StringComparison.Ordinal);
        Assert.Contains("the same picture, saved again", page, StringComparison.Ordinal);
        Assert.Contains("confidence 0.99, pixels compared, 97 % of what can be compared agrees", page, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Pictures_AreJpegsOfTheSizeThatIsAsked()
    {
        DuplicateReport.Write([Pair(1, "Wine", "Kleiber")], Report, Options);
        foreach (Match picture in Data().Matches(File.ReadAllText(Report)))
        {
            LoadedImage read = new ImageReader(new ImagingSettings()).Read(Convert.FromBase64String(picture.Groups[1].Value), "picture");
            Assert.Equal(100, Math.Max(read.OriginalWidth, read.OriginalHeight));
        }
    }

    [Fact]
    public void ThePage_FetchesNothing_RunsNothing_AndSaysSo()
    {
        DuplicateReport.Write([Pair(1, "Wine", "Kleiber")], Report, Options);
        string page = File.ReadAllText(Report);
        Assert.All(Reference().Matches(page), m => Assert.Matches("^(data:image/jpeg;base64,|#)", m.Groups[1].Value));
        Assert.DoesNotMatch("(?i)<script|url\\(|@import|<link|<iframe|<object|javascript:| on[a-z]+=", page);
        Assert.Contains("content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_AreTextAlone_AndNothingInThemIsHidden()
    {
        string name = _folder.At("a\u202Egpj.\u200B'\"<script>alert(1)<&lt;>\n.jpg");
        ReportedDuplicate pair = Pair(1, "Wine", "Kleiber") with
        { Duplicate = new ReportedImage(name, 10, 20, 30), Verdict = "<b>bold</b>" };
        DuplicateReport.Write([pair], Report, Options);
        string page = File.ReadAllText(Report);
        Assert.Contains("a[U+202E]gpj.[U+200B]&#39;&quot;&lt;script&gt;alert(1)&lt;&amp;lt;&gt;[U+000A].jpg", page,
            StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>bold</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", page, StringComparison.Ordinal);
    }

    [Fact]
    public void AnImageThatIsGoneOrNoImage_IsListedWithWhy_AndTold()
    {
        string bad = _folder.At("bad.jpg");
        File.WriteAllText(bad, "no image");
        var told = new List<ImageException>();
        ReportedDuplicate pair = Pair(1, "Wine", "Kleiber");
        DuplicateReport.Write([pair with { Keeper = new ReportedImage(_folder.At("gone.jpg"), 10, 20, 30) },
            pair with { Duplicate = new ReportedImage(bad, null, null, null) }],
            Report, Options with { OnNotShown = told.Add });
        Assert.Equal([ErrorKind.ImageNotFound, ErrorKind.ImageUnreadable], told.Select(e => e.Kind).Order());
        string page = File.ReadAllText(Report);
        Assert.Equal(2, Regex.Count(page, "<p class=\"missing\">"));
        Assert.Contains("10 × 20 pixels, 30 bytes", page, StringComparison.Ordinal);
        Assert.Contains("2 pictures could not be shown", page, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatSpeaksAgainstDeleting_IsSaid()
    {
        string copy = _folder.At("copy.jpg");
        File.Copy(TestData.Photo("Wine"), copy);
        ReportedImage large = Image(copy), small = Image(Directory.GetFiles(TestData.Copies, "Wine*scale50.jpg").Single());
        DuplicateReport.Write([Pair(1, small, large)], Report, Options);
        Assert.Contains("The duplicate has more pixels than the image to keep.", File.ReadAllText(Report), StringComparison.Ordinal);
        DuplicateReport.Write([Pair(1, large with { LengthBytes = 7 }, small with { Width = 5 })], Report, Options, replace: true);
        string page = File.ReadAllText(Report);
        Assert.DoesNotContain("more pixels", page, StringComparison.Ordinal);
        Assert.Contains("The image to keep is another file by now", page, StringComparison.Ordinal);
        Assert.Contains("The duplicate is another file by now", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Differences_AreOutlinedInBoth_AndSmallOnesEnlarged()
    {
        (double, double)[] keeper = [(100, 200), (120, 200), (120, 210), (100, 210)],
            duplicate = [(50, 100), (60, 100), (60, 105), (50, 105)];
        ReportedDuplicate pair = Pair(1, "Wine", "Kleiber") with
        {
            Differences = [new ImageDifference(keeper, duplicate, 0.001)],
            Parts = [new MatchedPart([(0, 0), (9, 0), (9, 9)], [(1, 1), (5, 1), (5, 5)], [])],
        };
        DuplicateReport.Write([pair], Report, Options);
        string page = File.ReadAllText(Report);
        Assert.Equal(2, Regex.Count(page, "<polygon class=\"differs\" points=\"100.5,200.5 120.5,200.5 120.5,210.5 100.5,210.5\"/>"));
        Assert.Equal(2, Regex.Count(page, "<polygon class=\"differs\" points=\"50.5,100.5 "));
        Assert.Equal(2, Regex.Count(page, "<polygon class=\"common p0\""));
        Assert.Equal(4, Data().Count(page));
        Assert.Contains("The largest difference, enlarged", page, StringComparison.Ordinal);

        // What the small pictures show well enough is not enlarged.
        (double, double)[] all = [(0, 0), (400, 0), (400, 600), (0, 600)];
        DuplicateReport.Write([pair with { Differences = [new ImageDifference(all, all, 0.9)] }], Report, Options, replace: true);
        Assert.Equal(2, Data().Count(File.ReadAllText(Report)));
    }

    [Fact]
    public void ADetail_ShowsTheVeryPixels()
    {
        // A red square of 8 pixels in a gray image of 400 x 300; the enlargement is cut around it.
        string path = _folder.At("square.png");
        var canvas = new Canvas(400, 300, new Ink(120, 120, 120));
        canvas.Fill([(200, 100), (208, 100), (208, 108), (200, 108)], new Ink(255, 0, 0), canvas.All);
        File.WriteAllBytes(path, canvas.ToImage().Run(EncodedImage.Png));
        (double, double)[] square = [(200, 100), (207, 100), (207, 107), (200, 107)];
        ReportedImage image = Image(path);
        DuplicateReport.Write([Pair(1, image, image) with { Differences = [new ImageDifference(square, square, 0.001)] }], Report, Options);
        string page = File.ReadAllText(Report);
        Match detail = Regex.Match(page, "<svg viewBox=\"(\\d+) (\\d+) 64 64\" role=\"img\" aria-label=\"The largest difference, in its "
            + "duplicate\"><image[^>]+base64,([^\"]+)");
        Assert.InRange(int.Parse(detail.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 170, 173);
        string cut = _folder.At("cut.jpg");
        File.WriteAllBytes(cut, Convert.FromBase64String(detail.Groups[3].Value));
        ColourImage pixels = ColourImage.Read(cut, (w, h) => Math.Max(w, h), 1, 250).Image;
        Assert.Equal((64, 64), (pixels.Width, pixels.Height));
        Assert.True(pixels.Rgb[((32 * 64) + 32) * 3] > 200);
        Assert.InRange(pixels.Rgb[((10 * 64) + 10) * 3], 100, 140);
    }

    [Fact]
    public void Pictures_TakeNoMoreRoomThanTheyMay_AndWhatIsLeftIsListed()
    {
        // Large thumbnails of little room: some pairs have pictures, all are there.
        ReportedDuplicate[] pairs = [.. Enumerable.Range(1, 60).Select(i => Pair(i, "Wine", "Bridge"))];
        DuplicateReport.Write(pairs, Report, new DuplicateReportOptions(ThumbnailPixels: 1024, MaximumMegabytes: 1));
        string page = File.ReadAllText(Report);
        Assert.Equal(60, Regex.Count(page, "<article class=\"pair\">"));
        Assert.InRange(page.Length, 100_000, 2_500_000);
        Assert.InRange(Data().Count(page), 20, 120);
    }

    [Fact]
    public void NoDuplicates_AreAReportToo()
    {
        DuplicateReport.Write([], Report, Options);
        Assert.Contains("<strong>0 duplicates in 0 groups</strong>", File.ReadAllText(Report), StringComparison.Ordinal);
    }

    [Fact]
    public void AReport_IsReplacedOnlyWhenThatIsSaid_AndNothingButAFile()
    {
        ReportedDuplicate[] pairs = [Pair(1, "Wine", "Kleiber")];
        File.WriteAllText(Report, "mine");
        Assert.Equal(ErrorKind.ReportExists, Refused(Report, replace: false));
        Assert.Equal("mine", File.ReadAllText(Report));
        DuplicateReport.Write(pairs, Report, Options, replace: true);
        Assert.True(new FileInfo(Report).Length > 1000);
        Directory.CreateDirectory(_folder.At("folder.html"));
        Assert.Equal(ErrorKind.ReportNotWritable, Refused(_folder.At("folder.html"), replace: true));
        Assert.Equal(ErrorKind.ReportNotWritable, Refused(_folder.At("no/such/a.html"), replace: true));
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(_folder.At("link.html"), Report);
            File.CreateSymbolicLink(_folder.At("nowhere.html"), _folder.At("gone"));
            Assert.Equal(ErrorKind.ReportNotWritable, Refused(_folder.At("link.html"), replace: true));
            Assert.Equal(ErrorKind.ReportNotWritable, Refused(_folder.At("nowhere.html"), replace: true));
            using (var made = System.Diagnostics.Process.Start("mkfifo", [_folder.At("pipe.html")]))
            {
                made.WaitForExit();
            }

            Assert.Equal(ErrorKind.ReportNotWritable, Refused(_folder.At("pipe.html"), replace: true));
        }

        Assert.Throws<ArgumentException>(() => DuplicateReport.Write(pairs, _folder.At("a.txt"), Options));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => DuplicateReport.Write(pairs, _folder.At("a.html"), Options with { ThumbnailPixels = 1 }));
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), f => f.EndsWith(".tmp", StringComparison.Ordinal)
            || f.EndsWith("a.html", StringComparison.Ordinal));

        ErrorKind Refused(string path, bool replace) =>
            Assert.Throws<ReportException>(() => DuplicateReport.Write(pairs, path, Options, replace)).Kind;
    }

    [Fact]
    public void AReport_NeverReplacesAnImage()
    {
        string image = _folder.At("image.html");
        File.Copy(TestData.Photo("Wine"), image);
        byte[] before = File.ReadAllBytes(image);
        foreach (ReportedDuplicate pair in (ReportedDuplicate[])[Pair(1, Image(image), Image(TestData.Photo("life"))),
            Pair(1, Image(TestData.Photo("life")), Image(image))])
        {
            Assert.Equal(ErrorKind.ReportExists,
                Assert.Throws<ReportException>(() => DuplicateReport.Write([pair], image, Options, replace: true)).Kind);
        }

        Assert.Equal(before, File.ReadAllBytes(image));
    }

    [UnixFact("Made by ln.")]
    public void AReport_NeverReplacesAnotherNameOfAnImage()
    {
        string image = _folder.At("image.jpg");
        File.Copy(TestData.Photo("Wine"), image);
        using (var made = System.Diagnostics.Process.Start("ln", [image, _folder.At("name.html")]))
        {
            made.WaitForExit();
        }

        ReportedDuplicate pair = Pair(1, Image(image), Image(TestData.Photo("life")));
        Assert.Equal(ErrorKind.ReportExists,
            Assert.Throws<ReportException>(() => DuplicateReport.Write([pair], _folder.At("name.html"), Options, replace: true)).Kind);
    }

    [Fact]
    public void Cancelled_LeavesNothing()
    {
        using var cancel = new CancellationTokenSource();
        ReportedDuplicate[] pairs = [.. Enumerable.Range(1, 40).Select(i => Pair(i, "Wine", "Kleiber"))];
        Assert.Throws<OperationCanceledException>(
            () => DuplicateReport.Write(pairs, Report, Options with { Progress = (_, _) => cancel.Cancel() }, cancel: cancel.Token));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void AFullDisk_LeavesNothing_AndWhatWasThereStays()
    {
        File.WriteAllText(Report, "mine");
        var output = new OutputFile(ReportException.Exists, ReportException.NotWritable);
        ReportException error = Assert.Throws<ReportException>(() => output.Write(Report, replace: true, file =>
        {
            file.Write(new byte[100_000]);
            throw new IOException("No space left on device.");
        }));
        Assert.Equal((ErrorKind.ReportNotWritable, Report), (error.Kind, error.Target));
        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Directory.GetFiles(_folder.Path).Single()));
    }

    private static ReportedImage Image(string path)
    {
        LoadedImage read = new ImageReader(new ImagingSettings()).Read(path);
        return new ReportedImage(path, read.OriginalWidth, read.OriginalHeight, read.Facts.LengthBytes);
    }

    private static ReportedDuplicate Pair(int group, string keeper, string duplicate) =>
        Pair(group, Image(TestData.Photo(keeper)), Image(TestData.Photo(duplicate)));

    private static ReportedDuplicate Pair(int group, ReportedImage keeper, ReportedImage duplicate) =>
        new(group, keeper, duplicate, ImageRelation.Reencoded, 0.999, "the same picture, saved again")
        { IsConfirmed = true, Agreement = 0.97 };

    [GeneratedRegex("<h2 id=\"g[0-9]+\">([^<]+)</h2>")]
    private static partial Regex Heading();

    [GeneratedRegex("href=\"data:image/jpeg;base64,([^\"]+)\"")]
    private static partial Regex Data();

    [GeneratedRegex("(?:href|src|srcset|action|poster)=\"([^\"]*)\"")]
    private static partial Regex Reference();
}
