using ImageSearch.Comparison;
using ImageSearch.Reports;
using ImageSearch.Service.Access;
using ImageSearch.TestSupport;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageSearch.Service.Tests;

/// <summary>The page, in a real browser.</summary>
public sealed class PageTests(Browser browser) : IClassFixture<Browser>
{
    private readonly List<string> _complaints = [];

    private static string Query => Directory.GetFiles(TestData.Copies, "Wine*crop50.jpg").Single();

    [BrowserFact]
    public async Task AnImage_IsSearched_AndItsMatchesAreShown_LightAndDark()
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service);
        await Browser.KeepAsync(page, "empty");
        await PageActions.SearchAsync(page, Query);
        await Expect(page.Locator(".match .name").First).ToContainTextAsync("Wine_by_Jakkub_Mede");
        await Expect(page.Locator(".match .facts").First).ToHaveTextAsync(
            new System.Text.RegularExpressions.Regex("^[0-9]+ votes · [0-9]+ inliers · confidence [01]\\.[0-9]{2}$"));
        await Expect(page.Locator(".match .verdict").First).Not.ToBeEmptyAsync();
        await Expect(page.Locator("#status")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("match(es)? in [0-9]+ ms"));
        await Browser.KeepAsync(page, "light");
        string light = await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        Assert.NotEqual(light, await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        await Browser.KeepAsync(page, "dark");
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task TheKeyboard_OpensAMatch_WalksAndCloses()
    {
        await using RunningService service = await RunningService.StartAsync((o, f) => o with { UploadFolder = f.At("uploads") });
        await RunningService.JsonOf(
            await service.Client.PostAsync("/api/v1/indexes/photos/images", RunningService.Image(RunningService.Copy("Wine", "scale50"))));
        IPage page = await OpenAsync(service);
        await PageActions.SearchAsync(page, Query);
        await Expect(page.Locator(".match")).ToHaveCountAsync(2);
        for (int tabs = 0; !await page.EvaluateAsync<bool>("document.activeElement.classList.contains('match')"); tabs++)
        {
            Assert.True(tabs < 8, "the matches are too many steps away");
            await page.Keyboard.PressAsync("Tab");
        }

        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#large")).ToBeVisibleAsync();
        await Expect(page.Locator("#points")).ToContainTextAsync("pairs of points");
        await Expect(page.Locator("#facts")).ToContainTextAsync("Match 1 of 2");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("#facts")).ToContainTextAsync("Match 2 of 2");
        await Expect(page.Locator("#points")).ToContainTextAsync("pairs of points");
        await AssertLinesFitAsync(page);
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("#facts")).ToContainTextAsync("Match 2 of 2");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.Locator("#facts")).ToContainTextAsync("Match 1 of 2");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#large")).ToBeHiddenAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.activeElement.classList.contains('match')"));
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task TheLines_LeadFromEachPointToItsPartner_AlsoAfterTheWindowChanged()
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service);
        await OpenFirstAsync(page, Query);
        Assert.Equal(50, await page.Locator("#links line").CountAsync());
        await AssertLinesFitAsync(page);
        await Browser.KeepAsync(page, "pair");
        int all = await page.EvaluateAsync<int>("pairs.length");
        await page.GetByLabel("All", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        Assert.Equal(all, await page.Locator("#links line").CountAsync());
        await Expect(page.Locator("#points")).ToContainTextAsync($"{all} pairs");
        await page.SetViewportSizeAsync(700, 900);
        await AssertLinesFitAsync(page);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await Browser.KeepAsync(page, "pair-all-dark");
        await page.GetByLabel("Lines").UncheckAsync();
        Assert.Equal(0, await page.Locator("#links line").CountAsync());
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task OnAPhone_NothingIsWiderThanTheScreen_AndTheImagesStandOneAboveTheOther()
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service, 360, 740);
        await PageActions.SearchAsync(page, Query);
        await Browser.KeepAsync(page, "phone");
        await page.Locator(".match").First.TapAsync();
        await Expect(page.Locator("#points")).ToContainTextAsync("pairs of points");
        await AssertLinesFitAsync(page);
        await Browser.KeepAsync(page, "phone-pair");
        Assert.True(await page.EvaluateAsync<bool>(
            "document.documentElement.scrollWidth <= innerWidth && $('large').scrollWidth <= $('large').clientWidth"));
        Assert.True(await page.EvaluateAsync<bool>(
            "$('left').getBoundingClientRect().bottom <= document.querySelector('#pair .picture').getBoundingClientRect().top"));
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task MirroredImages_AreFound_OnceAskedFor()
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service);
        string query = service.Folder.At("mirrored.jpg");
        await File.WriteAllBytesAsync(query, RunningService.Mirrored("Kleiber"));
        await page.SetInputFilesAsync("#file", query);
        await Expect(page.Locator("#status")).ToHaveTextAsync("No image of the index shows this.");
        await Browser.KeepAsync(page, "none");
        await page.GetByLabel("Mirrored too").CheckAsync();
        await Expect(page.Locator(".match .facts").First).ToContainTextAsync("mirrored");
        await page.Locator(".match").First.ClickAsync();
        await Expect(page.Locator("#points")).ToContainTextAsync("pairs of points");
        await Browser.KeepAsync(page, "pair-mirrored");
    }

    [BrowserFact]
    public async Task TheOutline_LiesWhereTheServerSays_AndNamesAreTextAlone()
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service);

        // What the index has would come in place of the card.
        await Expect(page.Locator(".facts").First).ToBeVisibleAsync();
        await page.EvaluateAsync("""
            $('matches').replaceChildren(card({ rank: 1, votes: 70, score: 50, inliers: 41, confidence: 0.97, relation: 'Cropped',
              verdict: 'a <i>crop</i>', parts: [{ query: [[0, 0], [1, 0], [1, 1], [0, 1]],
                image: [[0.1, 0.2], [0.9, 0.1], [0.8, 0.9], [0.2, 0.8]] }],
              image: { id: 9, file: 'a/<b>no markup</b>.jpg', width: 10, height: 10 } }))
            """);
        await PageActions.PicturesAsync(page);
        await Expect(page.Locator(".facts")).ToHaveTextAsync("70 votes · 41 inliers · confidence 0.97");
        await Expect(page.Locator(".verdict")).ToHaveTextAsync("a <i>crop</i>");
        await Expect(page.Locator(".name")).ToHaveTextAsync("b>.jpg");
        await Expect(page.Locator(".folder")).ToHaveTextAsync("a/<b>no markup<");
        double[] sides = await page.EvaluateAsync<double[]>("""
            (() => { const p = document.querySelector('polygon').getBoundingClientRect();
              const i = document.querySelector('.match img').getBoundingClientRect();
              return [(p.left - i.left) / i.width, (p.top - i.top) / i.height, (p.right - i.left) / i.width,
                (p.bottom - i.top) / i.height]; })()
            """);
        Assert.Equal([0.1, 0.1, 0.9, 0.9], sides.Select(s => Math.Round(s, 1)));
        await Browser.KeepAsync(page, "outline");
    }

    [BrowserFact]
    public async Task APair_ShowsWhatIsInCommon_AndWhatContradicts_InBothImages()
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service);
        await OpenFirstAsync(page, Query);
        await Expect(page.Locator("#evidence")).ToContainTextAsync("pixels compared");
        await page.EvaluateAsync("""
            tell({ ...seen, relation: 'Edited', verdict: 'the same picture, edited; 3 % differ, lower right', agreement: 0.97,
              parts: [{ query: [[0, 0], [1, 0], [1, 1], [0, 1]], image: [[0.1, 0.3], [0.9, 0.3], [0.9, 0.9], [0.1, 0.9]] },
                { query: [[0, 0], [0.2, 0], [0.2, 0.2], [0, 0.2]], image: [[0, 0], [0.2, 0], [0.2, 0.2], [0, 0.2]] }],
              isConfirmed: true, differences: [{ query: [[0.5, 0.5], [0.75, 0.5], [0.75, 0.75], [0.5, 0.75]],
                image: [[0.5, 0.5], [0.75, 0.5], [0.75, 0.75], [0.5, 0.75]], share: 0.03 }] }, '')
            """);
        await Expect(page.Locator("#facts")).ToHaveTextAsync("Match 1 of 1: the same picture, edited; 3 % differ, lower right");
        await Expect(page.Locator("#evidence")).ToContainTextAsync("97 % of what can be compared agrees");
        await Expect(page.Locator("#links polygon.common")).ToHaveCountAsync(4);
        double[] ends = await page.EvaluateAsync<double[]>("""
            ['left', null].flatMap((id, i) => {
              const box = (id ? $(id) : document.querySelector('#pair .picture img')).getBoundingClientRect();
              const p = document.querySelectorAll('#links polygon.differs')[i].getBoundingClientRect();
              return [(p.left - box.left) / box.width, (p.bottom - box.top) / box.height]; })
            """);
        Assert.Equal([0.5, 0.75, 0.5, 0.75], ends.Select(e => Math.Round(e, 2)));
        await Expect(page.Locator("#pair .picture polygon")).ToHaveCountAsync(0);
        await Browser.KeepAsync(page, "pair-areas");
        await page.GetByLabel("Areas").UncheckAsync();
        await Expect(page.Locator("#links polygon")).ToHaveCountAsync(0);
        await Expect(page.Locator("#legend")).ToBeVisibleAsync();
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task SharedParts_AreAskedForWhenTheyAreWanted()
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service);
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        await PageActions.SearchAsync(page, Query);
        Assert.DoesNotContain(asked, url => url.Contains("SharedPart", StringComparison.Ordinal));
        await page.GetByLabel("Shared parts too").CheckAsync();
        await Expect(page.Locator("#status")).ToContainTextAsync("match");
        Assert.Contains(asked, url => url.Contains("relation=IdenticalBytes,", StringComparison.Ordinal)
            && url.EndsWith("SharedPart", StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task AReport_LoadsItsPicturesAlone_LightDarkAndOnAPhone()
    {
        using var folder = new TemporaryFolder();
        (double, double)[] place = [(100, 100), (160, 100), (160, 160), (100, 160)];
        ReportedImage wine = new(TestData.Photo("Wine"), 427, 640, null),
            copy = new(Directory.GetFiles(TestData.Copies, "Wine*scale50.jpg").Single(), 213, 320, null);
        ReportedDuplicate pair = new(1, wine, copy, ImageRelation.Edited, 0.99, "the same picture, edited; 3 % differ, upper left")
        {
            Differences = [new ImageDifference(place, place, 0.03)],
        };
        ReportedDuplicate hostile =
            pair with { Group = 2, Duplicate = copy with { Path = "/gone/<script>document.title='owned'</script>.jpg" } };
        DuplicateReport.Write([pair, pair, hostile], folder.At("report.html"), new());
        IPage page = await browser.OpenAsync(new Uri(folder.At("report.html")), _complaints);
        Assert.Equal(9, await page.Locator("svg").CountAsync());
        Assert.Equal(0, await page.Locator("script").CountAsync());
        await Expect(page).ToHaveTitleAsync("Duplicate images: 3 duplicates in 2 groups");
        await Expect(page.Locator(".keep svg").Nth(1)).ToBeVisibleAsync();
        await Browser.KeepAsync(page, "report");
        string light = await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        Assert.NotEqual(light, await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        await page.SetViewportSizeAsync(360, 740);
        await Browser.KeepAsync(page, "report-phone-dark");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.Equal("light", await page.EvaluateAsync<string>("getComputedStyle(document.documentElement).colorScheme"));
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task AFileNameOfMarkup_RunsNothing()
    {
        const string Name = "\"><img src=x onerror=\"document.title='owned'\"><script>document.title='owned'<&lt;.jpg";
        await using RunningService service = await RunningService.StartAsync((o, f) =>
        {
            string photo = Path.Combine(Directory.CreateDirectory(f.At("photos")).FullName, Name);
            File.Copy(TestData.Photo("Wine"), photo);
            File.WriteAllBytes(f.At("photos.imgidx"), RunningService.MakeIndex([photo]));
            return o with { ImageFolder = f.At("photos") };
        });
        IPage page = await OpenAsync(service);
        await OpenFirstAsync(page, Query);
        await Expect(page.Locator(".match .name")).ToHaveTextAsync(Name);
        await Expect(page.Locator("#caption")).ToContainTextAsync(Name);
        await Expect(page).ToHaveTitleAsync("ImageSearch");
        Assert.Equal(2, await page.Locator("#large img").CountAsync());
        Assert.Equal(7, await page.Locator("script").CountAsync());
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task AFileThatIsNoImage_IsToldApart_AndAKeyIsAskedFor()
    {
        string key = "";
        await using RunningService service = await RunningService.StartAsync((o, f) =>
        {
            key = ApiKeys.New(f.At("keys"), "page", KeyScope.Read);
            return o with { KeyFile = f.At("keys") };
        });
        IPage page = await browser.OpenAsync(service.Url, _complaints);
        await Expect(page.GetByLabel("API key")).ToBeFocusedAsync();
        await Browser.KeepAsync(page, "key");
        await page.Keyboard.TypeAsync("wrong");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#error")).ToHaveTextAsync("The server does not know this API key.");
        await page.GetByLabel("API key").FillAsync(key);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#access")).ToBeHiddenAsync();
        await page.SetInputFilesAsync("#file", Path.Combine(TestData.Hostile, "gen_text.jpg"));
        await Expect(page.Locator("#error")).ToContainTextAsync("cannot be read");
        await PageActions.SearchAsync(page, Query);
        await Expect(page.Locator("#error")).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task AnImage_CanBeDropped_AndPasted()
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service);
        string bytes = Convert.ToBase64String(RunningService.Copy("Fossa", "scale50"));
        foreach (string way in new[] { "new DragEvent('drop', { dataTransfer: data, bubbles: true })",
            "new ClipboardEvent('paste', { clipboardData: data, bubbles: true })" })
        {
            await page.EvaluateAsync($$"""
                bytes => { const data = new DataTransfer();
                  data.items.add(new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], 'x.jpg', { type: 'image/jpeg' }));
                  $('matches').replaceChildren();
                  document.body.dispatchEvent({{way}}); }
                """, bytes);
            await Expect(page.Locator(".match .name").First).ToContainTextAsync("Fossa");
        }
    }

    private Task<IPage> OpenAsync(RunningService service, int width = 1200, int height = 900) =>
        PageActions.OpenAsync(browser, service, _complaints, width, height);

    private static async Task OpenFirstAsync(IPage page, string file)
    {
        await PageActions.SearchAsync(page, file);
        await page.Locator(".match").First.ClickAsync();
        await Expect(page.Locator("#points")).ToContainTextAsync("pairs of points");
    }

    /// <summary>Every line begins on the one picture and ends on the other, where the pair says.</summary>
    private static async Task AssertLinesFitAsync(IPage page)
    {
        double worst = await page.EvaluateAsync<double>("""
            async () => {
              await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
              const boxes = [$('left'), document.querySelector('#pair .picture img')].map(i => i.getBoundingClientRect());
              const lines = [...document.querySelectorAll('#links line')], drawn = chosen();
              if (!lines.length || lines.length !== drawn.length) return 1e9;
              const place = (line, x, y) => { const p = line.ownerSVGElement.createSVGPoint(); p.x = x; p.y = y;
                return p.matrixTransform(line.getScreenCTM()); };
              return Math.max(...lines.flatMap((l, i) => [['x1', 'y1', 0], ['x2', 'y2', 1]].map(([x, y, end]) => {
                const p = place(l, l[x].baseVal.value, l[y].baseVal.value), box = boxes[end], [u, v] = drawn[i].slice(2 * end, 2 * end + 2);
                return Math.hypot(p.x - box.left - u * box.width, p.y - box.top - v * box.height);
              })));
            }
            """);
        Assert.InRange(worst, 0, 1.5);
    }
}
