using System.Text.Json.Nodes;
using ImageSearch.Service.Operations;
using ImageSearch.TestSupport;

namespace ImageSearch.Service.Tests;

/// <summary>The page, in a real browser.</summary>
public sealed class PageTests
{
    private const string Shown = "document.querySelectorAll('.match img').length > 0 && [...document.querySelectorAll('.match img')].every(i => i.naturalWidth > 0)";

    private static string Query => Directory.GetFiles(TestData.Copies, "Wine*crop50.jpg").Single();

    [BrowserFact]
    public async Task AnImage_IsSearched_AndItsMatchesAreShown_LightDarkAndSmall()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await Browser.OpenAsync(service.Url);
        await browser.SizeAsync(1200, 900);
        await browser.SchemeAsync("light");
        await browser.UntilAsync("document.querySelector('#index').options.length === 1");
        await browser.ScreenshotAsync("empty");
        await browser.ChooseFileAsync("#file", Query);
        await browser.UntilAsync(Shown);
        Assert.Contains("Wine_by_Jakkub_Mede", (string)(await browser.EvaluateAsync("document.querySelector('.match .name').textContent"))!, StringComparison.Ordinal);
        Assert.Matches("^[0-9]+ votes", (string)(await browser.EvaluateAsync("document.querySelector('.match .facts').textContent"))!);
        Assert.Matches("match(es)? in [0-9]+ ms", (string)(await browser.EvaluateAsync("document.querySelector('#status').textContent"))!);
        await browser.ScreenshotAsync("light");
        string light = (string)(await browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor"))!;
        await browser.SchemeAsync("dark");
        Assert.NotEqual(light, (string)(await browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor"))!);
        await browser.ScreenshotAsync("dark");
        await browser.SizeAsync(360, 740);
        Assert.True((bool)(await browser.EvaluateAsync("document.documentElement.scrollWidth <= innerWidth"))!);
        await browser.ScreenshotAsync("phone");
        Assert.Empty(browser.Complaints);
    }

    [BrowserFact]
    public async Task TheKeyboard_OpensAndClosesAMatch()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await Browser.OpenAsync(service.Url);
        await browser.SizeAsync(1200, 900);
        await browser.UntilAsync("document.querySelector('#index').options.length === 1");
        await browser.ChooseFileAsync("#file", Query);
        await browser.UntilAsync(Shown);
        for (int tabs = 0; (bool)(await browser.EvaluateAsync("!document.activeElement.classList.contains('match')"))!; tabs++)
        {
            Assert.True(tabs < 8, "the matches are too many steps away");
            await browser.PressAsync("Tab", 9);
        }

        await browser.PressAsync("Enter", 13, "\r");
        await browser.UntilAsync("document.querySelector('dialog').open && document.querySelector('dialog .picture img').naturalWidth > 0");
        await browser.ScreenshotAsync("large");
        await browser.PressAsync("Escape", 27);
        await browser.UntilAsync("!document.querySelector('dialog').open && document.activeElement.classList.contains('match')");
        Assert.Empty(browser.Complaints);
    }

    [BrowserFact]
    public async Task OutlineInliersAndConfidence_AreShown_WhereAMatchHasThem()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await Browser.OpenAsync(service.Url);
        await browser.UntilAsync("document.querySelector('#index').options.length === 1");
        await browser.EvaluateAsync("""
            $('matches').replaceChildren(card({ rank: 1, votes: 70, score: 50, inliers: 41, confidence: 0.97, outline: [[0.1, 0.2], [0.9, 0.1], [0.8, 0.9], [0.2, 0.8]],
              image: { id: 9, file: '<b>no markup</b>.jpg', width: 10, height: 10, thumbnail: '/api/v1/indexes/photos/images/9/thumbnail' } })); 0
            """);
        await browser.UntilAsync(Shown);
        Assert.Equal("70 votes · 41 inliers · 97 % sure", (string)(await browser.EvaluateAsync("document.querySelector('.facts').textContent"))!);
        Assert.Equal("<b>no markup</b>.jpg", (string)(await browser.EvaluateAsync("document.querySelector('.name').textContent"))!);
        JsonNode box = (await browser.EvaluateAsync("""
            (() => { const p = document.querySelector('polygon').getBoundingClientRect(), i = document.querySelector('.match img').getBoundingClientRect();
              return { left: (p.left - i.left) / i.width, top: (p.top - i.top) / i.height, right: (p.right - i.left) / i.width, bottom: (p.bottom - i.top) / i.height }; })()
            """))!;
        foreach ((string side, double at) in new[] { ("left", 0.1), ("top", 0.1), ("right", 0.9), ("bottom", 0.9) })
        {
            Assert.InRange((double)box[side]!, at - 0.03, at + 0.03);
        }

        await browser.ScreenshotAsync("outline");
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
        await using Browser browser = await Browser.OpenAsync(service.Url);
        await browser.UntilAsync("!document.querySelector('#access').hidden && document.activeElement.id === 'key'");
        await browser.ScreenshotAsync("key");
        await browser.EvaluateAsync($"$('key').value = '{key}'; $('access').requestSubmit(); 0");
        await browser.UntilAsync("document.querySelector('#access').hidden && document.querySelector('#index').options.length === 1");
        await browser.ChooseFileAsync("#file", Path.Combine(TestData.Hostile, "gen_text.jpg"));
        await browser.UntilAsync("!document.querySelector('#error').hidden");
        Assert.Contains("cannot be read", (string)(await browser.EvaluateAsync("document.querySelector('#error').textContent"))!, StringComparison.Ordinal);
        await browser.ChooseFileAsync("#file", Query);
        await browser.UntilAsync(Shown);
        Assert.True((bool)(await browser.EvaluateAsync("document.querySelector('#error').hidden"))!);
    }

    [BrowserFact]
    public async Task AnImage_CanBeDropped_AndPasted()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await Browser.OpenAsync(service.Url);
        await browser.UntilAsync("document.querySelector('#index').options.length === 1");
        string file = $$"""
            const data = new DataTransfer();
            const bytes = Uint8Array.from(atob('{{Convert.ToBase64String(RunningService.Copy("Fossa", "scale50"))}}'), c => c.charCodeAt(0));
            data.items.add(new File([bytes], 'x.jpg', { type: 'image/jpeg' }));
            """;
        foreach (string way in new[] { "new DragEvent('drop', { dataTransfer: data, bubbles: true })", "new ClipboardEvent('paste', { clipboardData: data, bubbles: true })" })
        {
            await browser.EvaluateAsync($"(() => {{ $('matches').replaceChildren(); {file} document.body.dispatchEvent({way}); }})()");
            await browser.UntilAsync(Shown);
            Assert.Contains("Fossa", (string)(await browser.EvaluateAsync("document.querySelector('.match .name').textContent"))!, StringComparison.Ordinal);
        }
    }
}
