using System.Net;
using Microsoft.Playwright;

namespace ImageSearch.Service.Tests;

/// <summary>The page at /docs, which shows the OpenAPI document.</summary>
public sealed class ApiPageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task ItIsThere_WhereItIsAskedFor()
    {
        await using RunningService without = await RunningService.StartAsync();
        await RunningService.RefusedAsync(await without.Client.GetAsync("/docs"), 404, "RouteNotFound");
        await using RunningService with = await RunningService.StartAsync((o, _) => o with { ShowApiPage = true });
        string first = await PolicyAsync(with), second = await PolicyAsync(with);
        Assert.Contains("script-src 'self' 'nonce-", first, StringComparison.Ordinal);
        Assert.DoesNotContain("http", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
        HttpResponseMessage page = await with.Client.GetAsync("/");
        Assert.DoesNotContain("unsafe", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("/docs", await with.Client.GetStringAsync("/openapi/v1.json"), StringComparison.Ordinal);
    }

    /// <summary>Nothing is fetched from elsewhere, and nothing refused by the page's policy.</summary>
    [BrowserFact]
    public async Task ItShowsTheRoutes_AndAsksNobodyElse()
    {
        await using RunningService service = await RunningService.StartAsync((o, _) => o with
        {
            ShowApiPage = true,
            PublicUrl = new Uri("http://127.0.0.1/search"),
        });
        var complaints = new List<string>();
        IPage page = await browser.OpenAsync(new Uri(service.Url, "/search/"), complaints);
        var elsewhere = new List<string>();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(service.Url.ToString(), StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                elsewhere.Add(request.Url);
            }
        };
        await page.GotoAsync(new Uri(service.Url, "/search/docs").ToString());
        ILocator link = page.GetByRole(AriaRole.Link,
            new PageGetByRoleOptions { NameString = "Finds the indexed images that an image shows" });
        await Assertions.Expect(link).ToBeVisibleAsync();
        await link.ClickAsync();
        await Assertions.Expect(page.GetByText("The body is the image, or a form with a file.").First).ToBeVisibleAsync();
        await Browser.KeepAsync(page, "docs");
        Assert.Empty(elsewhere);
        Assert.Empty(complaints);
    }

    private static async Task<string> PolicyAsync(RunningService service)
    {
        HttpResponseMessage answer = await service.Client.GetAsync("/docs");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.GetValues("Content-Security-Policy").Single();
    }
}
