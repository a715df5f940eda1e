using ImageSearch.TestSupport;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageSearch.Service.Tests;

/// <summary>How a query comes to the page, and where in it the matches are shown to lie; in a real browser.</summary>
public sealed class PageQueryTests(Browser browser) : IClassFixture<Browser>
{
    private const string Empty = "Drop, paste or choose an image";

    /// <summary>Puts two images of the index side by side on a brown table, photographed askew, and searches with that. Returns where each
    /// begins and ends, as parts of the width.</summary>
    private const string Table = """
        async ids => {
          const canvas = new OffscreenCanvas(1500, 1000), table = canvas.getContext('2d');
          table.fillStyle = '#7a5a3c';
          table.fillRect(0, 0, 1500, 1000);
          const ends = [];
          for (const [i, id] of ids.entries()) {
            const cover = await createImageBitmap(await (await fetch(`api/v1/indexes/photos/images/${id}/original`)).blob());
            const scale = Math.min(620 / cover.width, 760 / cover.height);
            table.setTransform(scale, (i ? -0.1 : 0.12) * scale, (i ? 0.1 : -0.12) * scale, scale, i ? 790 : 160, i ? 190 : 110);
            table.drawImage(cover, 0, 0);
            const width = cover.width * scale, height = cover.height * scale;
            ends.push(...(i ? [790, 790 + width + 0.1 * height] : [160 - 0.12 * height, 160 + width]).map(x => x / 1500));
          }
          show(new File([await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })], 'table.jpg', { type: 'image/jpeg' }));
          return ends;
        }
        """;

    private readonly List<string> _complaints = [];

    private static string Query => Directory.GetFiles(TestData.Copies, "Wine*crop50.jpg").Single();

    [BrowserFact]
    public async Task TwoCoversOnATable_AreOutlinedInTheQuery_EachInItsColour()
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service);
        double[] ends = await page.EvaluateAsync<double[]>(Table, await CoversAsync(service));
        await Expect(page.Locator(".card")).ToHaveCountAsync(2);
        await Expect(page.Locator("#query polygon")).ToHaveCountAsync(2);
        await Expect(page.Locator("#query .badge")).ToHaveTextAsync(["1", "2"]);
        await Expect(page.Locator(".card .badge")).ToHaveTextAsync(["1", "2"]);
        string[] colours = [.. await page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('#query polygon')].map(p => p.getAttribute('stroke'))")];
        Assert.Equal(2, colours.Distinct(StringComparer.Ordinal).Count());

        // The whole of each match is in the query: an outline in its picture would tell nothing and hide what is at the edge.
        await Expect(page.Locator(".card polygon")).ToHaveCountAsync(0);
        double[] lefts = await page.EvaluateAsync<double[]>("""
            [...document.querySelectorAll('#query polygon')].flatMap(p => {
              const box = $('preview').getBoundingClientRect(), at = p.getBoundingClientRect();
              return [(at.left - box.left) / box.width, (at.right - box.left) / box.width]; })
            """);
        foreach ((double drawn, double lies) in lefts.Chunk(2).OrderBy(o => o[0]).SelectMany(o => o)
            .Zip(ends))
        {
            Assert.InRange(drawn, lies - 0.02, lies + 0.02);
        }

        await PageActions.PicturesAsync(page);
        await KeepAllAsync(page, "table");
        await page.Locator(".card .match").First.ClickAsync();
        await Expect(page.Locator("#evidence")).ToContainTextAsync("pixels compared");
        await KeepAllAsync(page, "table-pair");
        Assert.Empty(_complaints);
    }

    /// <summary>The place in the query is chosen before the search, and narrows what is found.</summary>
    [BrowserFact]
    public async Task ThePlaceInTheQuery_NarrowsTheMatches()
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service);
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        int[] covers = await CoversAsync(service);
        await page.EvaluateAsync(Table, covers);
        await Expect(page.Locator(".card")).ToHaveCountAsync(2);
        Assert.DoesNotContain(asked, url => url.Contains("queryPlace", StringComparison.Ordinal));
        foreach ((string place, string name) in new[] { ("on the left", "Picture_1A"), ("on the right", "Wine") })
        {
            await page.GetByLabel("In the query").SelectOptionAsync(new SelectOptionValue { Label = place });
            await Expect(page.Locator(".card")).ToHaveCountAsync(1);
            await Expect(page.Locator(".card .name")).ToContainTextAsync(name);
        }

        await page.GetByLabel("In the query").SelectOptionAsync(new SelectOptionValue { Label = "all over" });
        await Expect(page.Locator("#status")).ToHaveTextAsync("No image of the index shows this.");
        await page.GetByLabel("In the query").SelectOptionAsync("");
        await Expect(page.Locator(".card")).ToHaveCountAsync(2);
        Assert.Contains(asked, url => url.EndsWith("queryPlace=UpperLeft,Left,LowerLeft", StringComparison.Ordinal));
        Assert.Empty(_complaints);
    }

    [BrowserTheory]
    [InlineData("drop", "text/uri-list", "https://example.org/a.jpg", "An address was dropped.")]
    [InlineData("paste", "text/plain", "https://example.org/a.jpg", "An address was pasted.")]
    [InlineData("paste", "text/plain", "a cat", "Text was pasted.")]
    [InlineData("drop", "text/html", "<b>x</b>", "What was dropped has no image in it.")]
    public async Task WhatIsNoFile_IsAnsweredInWords(string way, string type, string text, string answer)
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service);
        await PageActions.PicturesAsync(page);
        await page.EvaluateAsync("""
            ([way, type, text]) => { const data = new DataTransfer();
              data.setData(type, text);
              document.body.dispatchEvent(way === 'drop' ? new DragEvent('drop', { dataTransfer: data, bubbles: true })
                : new ClipboardEvent('paste', { clipboardData: data, bubbles: true })); }
            """, new[] { way, type, text });
        await Expect(page.Locator("#error")).ToContainTextAsync(answer);
        await Expect(page.Locator("#status")).ToBeEmptyAsync();
        await Expect(page.Locator("#chosen")).ToHaveTextAsync(Empty);
        if (type == "text/uri-list")
        {
            await KeepAllAsync(page, "address");
        }
    }

    [BrowserFact]
    public async Task TextPastedIntoAField_StaysThere()
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service);
        await PageActions.PicturesAsync(page);
        await page.EvaluateAsync("""
            const data = new DataTransfer();
            data.setData('text/plain', 'wine');
            $('name').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
            """);
        await Expect(page.Locator("#error")).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task OfTwoFiles_OneIsSearched_AndThePageSaysWhich_AndHowToChooseTheNext()
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service);
        await Expect(page.Locator("#chosen")).ToHaveTextAsync(Empty);
        await page.EvaluateAsync("""
            bytes => { const data = new DataTransfer();
              for (const name of ['first.jpg', 'second.jpg']) {
                data.items.add(new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], name, { type: 'image/jpeg' }));
              }
              document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true })); }
            """, Convert.ToBase64String(RunningService.Copy("Fossa", "scale50")));
        await Expect(page.Locator("#status")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(
            "^2 files were dropped; first.jpg alone is searched for. 1 match in [0-9]+ ms$"));
        await Expect(page.Locator("#chosen")).ToHaveTextAsync("first.jpg");
        await Expect(page.Locator("#how")).ToBeVisibleAsync();
        await Expect(page.Locator("#how")).ToHaveTextAsync("Drop, paste or choose another image");
        await PageActions.PicturesAsync(page);
        await KeepAllAsync(page, "results");
        await PageActions.SearchAsync(page, Query);
        await Expect(page.Locator("#status")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^1 match in [0-9]+ ms$"));
        Assert.Empty(_complaints);
    }

    /// <summary>Not that it cannot be read, and beside it that it is searched for all the same.</summary>
    [BrowserFact]
    public async Task AnError_SaysOneThing()
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service);
        await page.SetInputFilesAsync("#file", Path.Combine(TestData.Hostile, "gen_text.jpg"));
        await Expect(page.Locator("#error")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("^The image cannot be read: "));
        await Expect(page.Locator("#query")).ToBeHiddenAsync();
        await Expect(page.Locator("#status")).ToBeEmptyAsync();
        Assert.DoesNotContain("all the same", await page.InnerTextAsync("body"), StringComparison.Ordinal);
        await KeepAllAsync(page, "error");
        await page.SetInputFilesAsync("#file", Path.Combine(TestData.Hostile, "pillow_12in16bit.tif"));
        await Expect(page.Locator("#status")).ToContainTextAsync("This browser cannot show an image of this kind");
        await Expect(page.Locator("#error")).ToBeHiddenAsync();
        await PageActions.SearchAsync(page, Query);
        await Expect(page.Locator("#query")).ToBeVisibleAsync();
        await service.StopAsync();
        await page.SetInputFilesAsync("#file", Query);
        await Expect(page.Locator("#error")).ToHaveTextAsync("The server cannot be reached.");
        await Expect(page.Locator("#status")).ToBeEmptyAsync();
    }

    /// <summary>The tabs are one stop of the keyboard, and arrows walk between them.</summary>
    [BrowserFact]
    public async Task Arrows_WalkBetweenTheViews()
    {
        await using RunningService service = await RunningService.StartAsync();
        IPage page = await OpenAsync(service);
        await KeepAllAsync(page, "empty-page");
        await PageActions.SearchAsync(page, Query);
        ILocator Tab(string name) => page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = name });
        await Tab("Matches").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(Tab("All images")).ToBeFocusedAsync();
        await Expect(Tab("All images")).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(page.Locator(".card")).ToHaveCountAsync(19);
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Tab("Matches")).ToBeFocusedAsync();
        await Expect(page.Locator(".card")).ToHaveCountAsync(1);
        Assert.Equal(1, await page.Locator("[role=tab][tabindex='0']").CountAsync());
        Assert.Empty(_complaints);
    }

    private static async Task<int[]> CoversAsync(RunningService service)
    {
        var ids = new List<int>();
        foreach (string name in new[] { "Picture_1A", "Wine" })
        {
            ids.Add((int)(await service.GetJsonAsync($"/api/v1/indexes/photos/images?name={name}"))["images"]![0]!["id"]!);
        }

        return [.. ids];
    }

    private Task<IPage> OpenAsync(RunningService service) => PageActions.OpenAsync(browser, service, _complaints, 1280, 900);

    private static Task KeepAllAsync(IPage page, string name) => PageActions.KeepAllAsync(page, name);
}
