using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageSearch.Service.Tests;

/// <summary>What tests of the page do again and again.</summary>
internal static class PageActions
{
    public static async Task<IPage> OpenAsync(
        Browser browser, RunningService service, List<string> complaints, int width = 1200, int height = 900)
    {
        IPage page = await browser.OpenAsync(service.Url, complaints, width, height);
        await Expect(page.Locator("#index option")).Not.ToHaveCountAsync(0);
        return page;
    }

    public static async Task SearchAsync(IPage page, string file)
    {
        await page.SetInputFilesAsync("#file", file);
        await PicturesAsync(page);
    }

    /// <summary>Until every image that is shown has its picture.</summary>
    public static async Task PicturesAsync(IPage page)
    {
        await Expect(page.Locator(".match img").First).ToBeVisibleAsync();
        foreach (ILocator image in await page.Locator(".match img").AllAsync())
        {
            await Expect(image).ToHaveJSPropertyAsync("complete", true);
            await Expect(image).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
        }
    }

    /// <summary>The rule of axe that takes longest: a phone has the colours of light, and dark differs in colours alone.</summary>
    private const string Contrast = "color-contrast";

    /// <summary>No rule of axe is broken, in light and in dark; and pictures are kept of both, and of a phone.</summary>
    public static async Task KeepAllAsync(IPage page, string name)
    {
        PageViewportSizeResult? before = page.ViewportSize;
        var allButContrast = new AxeRunOptions { Rules = new() { [Contrast] = new RuleOptions { Enabled = false } } };
        foreach ((string suffix, int width, ColorScheme scheme, AxeRunOptions rules) in new[]
        {
            ("", 1280, ColorScheme.Light, new AxeRunOptions()),
            ("-phone", 390, ColorScheme.Light, allButContrast),
            ("-dark", 1280, ColorScheme.Dark, new AxeRunOptions { RunOnly = RunOnlyOptions.Rules(Contrast) }),
        })
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            AxeResult found = await page.RunAxe(rules);
            Assert.True(found.Violations.Length == 0, $"{name}{suffix}: " + string.Join("; ", found.Violations.Select(v =>
                $"{v.Id}: {v.Help}: {string.Join(", ", v.Nodes.Select(n => n.Target))}")));
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), name + suffix);
            await Browser.KeepAsync(page, name + suffix);
        }

        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(before!.Width, before.Height);
    }
}
