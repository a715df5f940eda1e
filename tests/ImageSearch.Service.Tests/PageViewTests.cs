using System.Text.RegularExpressions;
using ImageSearch.Imaging;
using ImageSearch.Service.Access;
using ImageSearch.TestSupport;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageSearch.Service.Tests;

/// <summary>What the page shows beside one search: all matches, the whole index, duplicates, uploads, originals; in a real
/// browser.</summary>
public sealed class PageViewTests(Browser browser, ManyImages many) : IClassFixture<Browser>, IClassFixture<ManyImages>
{
    private const int Many = ManyImages.Count;

    private static readonly string Query = Directory.GetFiles(TestData.Copies, "Wine*crop50.jpg").Single();

    private readonly List<string> _complaints = [];

    [BrowserFact]
    public async Task AllMatches_CanBeSeen_AndNamesakesAreToldApart()
    {
        await using RunningService service = await StartManyAsync();
        IPage page = await OpenAsync(service);
        await PageActions.SearchAsync(page, Copies("Wine", "scale50").Single());
        ILocator cards = page.Locator(".card");
        await Expect(cards).ToHaveCountAsync(12);
        await Expect(page.Locator("#status")).ToHaveTextAsync(new Regex($"^{Many} matches in [0-9]+ ms; the 12 surest are shown$"));
        await KeepAsync(page, "matches-12");
        await page.Locator("#more").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(cards).ToHaveCountAsync(24);
        Assert.Equal(12, await page.EvaluateAsync<int>(
            "[...document.querySelectorAll('.card')].indexOf(document.activeElement.closest('.card'))"));
        while (await page.Locator("#more").IsVisibleAsync())
        {
            await page.Locator("#more").ClickAsync();
        }

        await Expect(cards).ToHaveCountAsync(Many);
        await Expect(page.Locator("#status")).ToHaveTextAsync(new Regex($"^{Many} matches in [0-9]+ ms$"));
        string[] shown = await page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll('.card')].map(c => ['.folder', '.name'].map(n => c.querySelector(n).textContent).join('/'))
            """);
        Assert.Equal(Many, shown.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Many / 2, shown.Count(s => s.EndsWith("/017.jpg", StringComparison.Ordinal)));
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task NamesakesOutsideOfTheImageFolder_AreToldApart_ByPathWhereItIsShown_ElseByNumber()
    {
        foreach (bool showsPaths in new[] { true, false })
        {
            await using RunningService service = await StartManyAsync(o => o with { ImageFolder = null, ShowPaths = showsPaths });
            IPage page = await OpenAsync(service);
            ILocator folders = page.Locator(".folder");
            await Expect(folders).ToHaveCountAsync(48);
            await Expect(folders.Nth(0)).ToHaveTextAsync(showsPaths ? Path.Combine(many.Folder, "shelf 0") : "image 1");
            await Expect(folders.Nth(2)).ToHaveTextAsync(showsPaths ? Path.Combine(many.Folder, "shelf 1") : "image 3");
        }
    }

    [BrowserFact]
    public async Task TheEmptyPage_ShowsWhatIsInTheIndex_AllOfIt_OrByName()
    {
        await using RunningService service = await StartManyAsync();
        IPage page = await OpenAsync(service);
        await Expect(page.Locator(".card")).ToHaveCountAsync(48);
        await Expect(page.Locator("#status")).ToHaveTextAsync($"{Many} images. Choose one to see what else shows it.");
        await page.Locator("#more").ClickAsync();
        await Expect(page.Locator(".card")).ToHaveCountAsync(Many);
        await Expect(page.Locator("#more")).ToBeHiddenAsync();
        await page.GetByLabel("Name").FillAsync("SHELF 7/");
        await Expect(page.Locator(".card")).ToHaveCountAsync(2);
        await Expect(page.Locator("#status")).ToHaveTextAsync("2 images are called so.");
        await KeepAsync(page, "browse-name");
        await page.GetByLabel("Name").FillAsync("nothing");
        await Expect(page.Locator("#status")).ToHaveTextAsync("No image is called 'nothing'.");
        await Expect(page.Locator(".card")).ToHaveCountAsync(0);
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task AnImageOfTheIndex_IsSearchedWith_AndSoIsAMatch()
    {
        await using RunningService service = await RunningService.StartAsync((o, f) =>
        {
            string[] files = [TestData.Photo("Wine"), .. Copies("Wine"), TestData.Photo("Fossa")];
            File.WriteAllBytes(o.Indexes[0].Path, RunningService.MakeIndex(files));
            return o;
        });
        IPage page = await OpenAsync(service);
        var sent = new List<string>();
        page.Request += (_, request) => sent.Add($"{request.Method} {request.Url}");
        await page.Locator(".card .match").First.ClickAsync();
        await Expect(page.Locator("#chosen")).ToHaveTextAsync(Path.GetFileName(TestData.Photo("Wine")));
        await Expect(page.Locator("#status")).ToContainTextAsync("matches in");
        await Expect(page.Locator(".match .name").First).ToContainTextAsync("Wine");
        await Expect(page.Locator("#preview")).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
        await KeepAsync(page, "search-by-image");
        string first = await page.Locator(".match .name").First.InnerTextAsync();
        await page.Locator(".card .doings button").First.ClickAsync();
        await Expect(page.Locator("#chosen")).ToHaveTextAsync(first);
        await Expect(page.Locator("#results")).ToBeFocusedAsync();
        await Expect(page.Locator("#status")).ToContainTextAsync("matches in");
        await page.Locator(".card .match").First.ClickAsync();
        await Expect(page.Locator("#points")).ToContainTextAsync("pairs of points");
        await page.Locator("#doings button").ClickAsync();
        await Expect(page.Locator("#large")).ToBeHiddenAsync();
        await Expect(page.Locator("#chosen")).Not.ToHaveTextAsync(first);
        Assert.DoesNotContain(sent, s => s.StartsWith("POST", StringComparison.Ordinal));
        Assert.Contains(sent, s => s.Contains("/images/1/similar?", StringComparison.Ordinal));
        Assert.Empty(_complaints);
    }

    [BrowserTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheOriginal_OpensInAWindowOfItsOwn(bool hasKeys)
    {
        string key = "";
        await using RunningService service = await RunningService.StartAsync((o, f) =>
        {
            key = ApiKeys.New(f.At("keys"), "page", KeyScope.Read);
            return hasKeys ? o with { KeyFile = f.At("keys") } : o;
        });
        IPage page = await browser.OpenAsync(service.Url, _complaints);
        if (hasKeys)
        {
            await page.GetByLabel("API key").FillAsync(key);
            await page.Keyboard.PressAsync("Enter");
            _complaints.Clear();
        }

        await PageActions.PicturesAsync(page);
        IPage opened = await page.RunAndWaitForPopupAsync(() => page.Locator(".card .doings a").First.ClickAsync());
        await opened.WaitForFunctionAsync("document.images[0]?.naturalWidth > 0");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/indexes/photos/images/1")
        {
            Headers = { { "X-Api-Key", key } },
        };
        Assert.Equal((int)(await RunningService.JsonOf(await service.Client.SendAsync(request)))["width"]!,
            await opened.EvaluateAsync<int>("document.images[0].naturalWidth"));
        await Browser.KeepAsync(opened, hasKeys ? "original-key" : "original");
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task Duplicates_AreShownInGroups_AndNothingDeletes()
    {
        await using RunningService service = await RunningService.StartAsync((o, f) =>
        {
            string[] files = [TestData.Photo("Wine"), .. Copies("Wine", "scale50"), TestData.Photo("Fossa"), .. Copies("Fossa", "jpeg15")];
            File.WriteAllBytes(o.Indexes[0].Path, RunningService.MakeIndex(files));
            return o with { UploadFolder = f.At("uploads") };
        });
        IPage page = await OpenAsync(service);
        var methods = new List<string>();
        page.Request += (_, request) => methods.Add(request.Method);
        await page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Duplicates" }).ClickAsync();
        await Expect(page.Locator("#status")).ToHaveTextAsync(
            "2 groups of images that show the same. What to keep is a suggestion: nothing is deleted here.");
        await Expect(page.Locator(".group")).ToHaveCountAsync(2);
        await Expect(page.Locator(".group").First.Locator(".keeper .name")).ToHaveTextAsync(Path.GetFileName(TestData.Photo("Wine")));
        await Expect(page.Locator(".group").First.Locator(".keeper .verdict")).ToHaveTextAsync("Would be kept");
        await Expect(page.Locator(".group").First.Locator(".card").Nth(1).Locator(".verdict")).ToContainTextAsync("the same picture");
        await KeepAsync(page, "duplicates");
        Task<IRequest> asked = page.WaitForRequestAsync(r => r.Url.Contains("keep=ShortestPath", StringComparison.Ordinal));
        await page.GetByLabel("Keep").SelectOptionAsync("ShortestPath");
        await asked;
        await Expect(page.Locator(".group")).ToHaveCountAsync(2);
        Assert.All(methods, m => Assert.Equal("GET", m));
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task MoreGroups_ThanAreShownAtOnce_ComeWhenAskedFor()
    {
        const int groups = 23, atOnce = 20;
        await using RunningService service = await RunningService.StartAsync((o, f) =>
        {
            string[] files = [.. Enumerable.Range(0, 2 * groups).Select(i => f.At($"images/{i / 2:00}-{i % 2}.bmp"))];
            Directory.CreateDirectory(f.At("images"));
            for (int i = 0; i < files.Length; i++)
            {
                File.WriteAllBytes(files[i], Noise(i / 2));
            }

            File.WriteAllBytes(o.Indexes[0].Path, RunningService.MakeIndex(files));
            return o with { ImageFolder = f.At("images") };
        });
        IPage page = await OpenAsync(service);
        await page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Duplicates" }).ClickAsync();
        await Expect(page.Locator(".group")).ToHaveCountAsync(atOnce);
        await Expect(page.Locator("#status")).ToContainTextAsync($"{groups} groups of images that show the same.");
        await Expect(page.Locator("#more")).ToHaveTextAsync("Show more groups");
        await KeepAsync(page, "duplicates-more");
        await page.Locator("#more").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".group")).ToHaveCountAsync(groups);
        await Expect(page.Locator("#more")).ToBeHiddenAsync();

        // The keyboard goes on at the first that is new; every group is there once, with its own two images.
        Assert.Equal(atOnce, await page.EvaluateAsync<int>(
            "[...document.querySelectorAll('.group')].indexOf(document.activeElement.closest('.group'))"));
        string[] heads = [.. await page.Locator(".group h2").AllInnerTextsAsync()];
        Assert.Equal(Enumerable.Range(1, groups).Select(g => $"Group {g}: 2 images"), heads);
        string[] names = [.. await page.Locator(".group .name").AllInnerTextsAsync()];
        Assert.Equal(2 * groups, names.Distinct(StringComparer.Ordinal).Count());
        Assert.All(names.Chunk(2), pair => Assert.Equal(pair[0][..2], pair[1][..2]));
        Assert.Empty(_complaints);
    }

    /// <summary>No browser shows a TIFF, and pictures of a service with keys are fetched with one.</summary>
    [BrowserFact]
    public async Task ATiff_IsSearched_AndUploaded_WithAKey()
    {
        string key = "";
        await using RunningService service = await RunningService.StartAsync((o, f) =>
        {
            key = ApiKeys.New(f.At("keys"), "page", KeyScope.Write);
            return o with { KeyFile = f.At("keys"), UploadFolder = f.At("uploads") };
        });
        string tiff = service.Folder.At("Scan 7.tif");
        byte[] saved = UprightImage.ReadWhole(Query, 100, image => EncodedImage.Save("tiffsave_target", image, s => s));
        await File.WriteAllBytesAsync(tiff, saved);
        IPage page = await browser.OpenAsync(service.Url, _complaints);
        await page.GetByLabel("API key").FillAsync(key);
        await page.Keyboard.PressAsync("Enter");
        await PageActions.PicturesAsync(page);
        _complaints.Clear();
        await PageActions.SearchAsync(page, tiff);
        await Expect(page.Locator("#status")).ToContainTextAsync(
            "This browser cannot show an image of this kind; it was searched for all the same.");
        await Expect(page.Locator("#chosen")).ToHaveTextAsync("Scan 7.tif");
        await Expect(page.Locator(".match .name").First).ToContainTextAsync("Wine");
        await page.Locator(".card .match").First.ClickAsync();
        await Expect(page.Locator("#points")).ToHaveTextAsync(new Regex(
            "^[0-9]+ pairs of points agree on how .* This browser cannot show the image that is searched for.$"));
        await Expect(page.Locator("#choose-lines")).ToBeHiddenAsync();
        await Expect(page.Locator("#choose-all")).ToBeHiddenAsync();
        await Expect(page.Locator("#evidence")).ToContainTextAsync("pixels compared");
        await KeepAsync(page, "tiff-pair");
        await page.Keyboard.PressAsync("Escape");
        await page.SetInputFilesAsync("#added", tiff);
        await Expect(page.Locator("#status")).ToHaveTextAsync("1 image was added.");
        await Expect(page.Locator(".card .name").Last).ToHaveTextAsync("Scan 7.tif");
        await PageActions.PicturesAsync(page);
        await KeepAsync(page, "tiff-upload");
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task Uploads_KeepTheirNames_AndEachRefusalIsToldOnce()
    {
        await using RunningService service = await RunningService.StartAsync((o, f) => o with { UploadFolder = f.At("uploads") });
        IPage page = await OpenAsync(service);
        string fresh = service.Folder.At("Holidays 2024.jpg"), none = service.Folder.At("notes.jpg");
        File.Copy(Query, fresh);
        await File.WriteAllTextAsync(none, "no image");
        await page.SetInputFilesAsync("#added", [fresh, none]);
        await Expect(page.Locator("#status")).ToHaveTextAsync("1 image was added. 1 file was not added:");
        await Expect(page.Locator("#notes li")).ToHaveCountAsync(1);
        await Expect(page.Locator("#notes li")).ToContainTextAsync("notes.jpg: ");
        await Expect(page.Locator("#error")).ToBeHiddenAsync();
        await Expect(page.Locator("#index option")).ToHaveTextAsync("photos (20 images)");
        await Expect(page.Locator(".card .name").Last).ToHaveTextAsync("Holidays 2024.jpg");
        await KeepAsync(page, "upload");
        await page.SetInputFilesAsync("#added", fresh);
        await Expect(page.Locator("#status")).ToHaveTextAsync("1 image was in the index already.");
        Assert.Equal("Holidays 2024.jpg", (string?)(await service.GetJsonAsync("/api/v1/indexes/photos/images/20"))["file"]);
        _complaints.RemoveAll(c => c.Contains("422", StringComparison.Ordinal));
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task WithAKeyThatMayOnlyRead_UploadsAreRefusedInOneSentence()
    {
        string key = "";
        await using RunningService service = await RunningService.StartAsync((o, f) =>
        {
            key = ApiKeys.New(f.At("keys"), "page", KeyScope.Read);
            return o with { KeyFile = f.At("keys"), UploadFolder = f.At("uploads") };
        });
        IPage page = await browser.OpenAsync(service.Url, _complaints);
        await page.GetByLabel("API key").FillAsync(key);
        await page.Keyboard.PressAsync("Enter");
        await PageActions.PicturesAsync(page);
        await page.SetInputFilesAsync("#added", [Query, .. Copies("Fossa")]);
        await Expect(page.Locator("#error")).ToHaveTextAsync("This API key may only read.");
        await AssertOneMessageAsync(page);
        await KeepAsync(page, "upload-refused");
    }

    /// <summary>Behind a proxy the page may lie below a path; so do all that it asks for and links to.</summary>
    [BrowserFact]
    public async Task BelowAPath_EverythingIsFoundThere()
    {
        await using RunningService service = await RunningService.StartAsync(
            (o, _) => o with { PublicUrl = new Uri("http://127.0.0.1/find/") });
        IPage page = await browser.OpenAsync(new Uri(service.Url, "find/"), _complaints);
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(new Uri(request.Url).AbsolutePath);
        await PageActions.PicturesAsync(page);
        await PageActions.SearchAsync(page, Query);
        await page.Locator(".card .match").First.ClickAsync();
        await Expect(page.Locator("#points")).ToContainTextAsync("pairs of points");
        IPage opened = await page.RunAndWaitForPopupAsync(() => page.Locator("#doings a").ClickAsync());
        await opened.WaitForFunctionAsync("document.images[0]?.naturalWidth > 0");
        Assert.StartsWith("/find/api/", new Uri(opened.Url).AbsolutePath, StringComparison.Ordinal);
        Assert.All(asked.Where(path => path.Contains("/api/", StringComparison.Ordinal)),
            path => Assert.StartsWith("/find/", path, StringComparison.Ordinal));
        Assert.Empty(_complaints);
    }

    private static IEnumerable<string> Copies(string start, string alteration = "*") =>
        Directory.GetFiles(TestData.Copies, $"{start}*__{alteration}.jpg").Order(StringComparer.Ordinal);

    /// <summary>A BMP of 64 x 64 pixels that shows nothing that another seed's shows.</summary>
    private static byte[] Noise(int seed)
    {
        const int Side = 64, Header = 54;
        byte[] file = new byte[Header + (Side * Side * 3)];
        new Random(seed).NextBytes(file.AsSpan(Header));
        byte[] start =
        [
            (byte)'B', (byte)'M', .. BitConverter.GetBytes(file.Length), 0, 0, 0, 0, Header, 0, 0, 0,
            40, 0, 0, 0, Side, 0, 0, 0, Side, 0, 0, 0, 1, 0, 24, 0,
        ];
        start.CopyTo(file, 0);
        return file;
    }

    private static async Task AssertOneMessageAsync(IPage page)
    {
        await Expect(page.Locator("#status")).ToBeEmptyAsync();
        await Expect(page.Locator("#notes")).ToBeHiddenAsync();
    }

    private Task<IPage> OpenAsync(RunningService service, int width = 1280, int height = 900) =>
        PageActions.OpenAsync(browser, service, _complaints, width, height);

    private static Task KeepAsync(IPage page, string name) => PageActions.KeepAllAsync(page, name);

    private Task<RunningService> StartManyAsync(Func<ServiceOptions, ServiceOptions>? change = null) =>
        RunningService.StartAsync((o, _) =>
        {
            File.WriteAllBytes(o.Indexes[0].Path, many.Index);
            ServiceOptions options = o with { ImageFolder = many.Folder };
            return change?.Invoke(options) ?? options;
        });
}
