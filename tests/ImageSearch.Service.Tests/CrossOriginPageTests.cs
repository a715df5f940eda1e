using ImageSearch.Service.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace ImageSearch.Service.Tests;

/// <summary>A page of another origin in a real browser, which alone decides what the headers are worth.</summary>
public sealed class CrossOriginPageTests(Browser browser) : IClassFixture<Browser>
{
    /// <summary>Asks, and says what came: the status, how many matches, whether the request's id; or the browser's error.</summary>
    private const string Ask = """
        async ([url, key, image]) => {
          try {
            const answer = await fetch(url, image
              ? { method: 'POST', headers: { 'X-Api-Key': key, 'Content-Type': 'application/octet-stream' },
                  body: Uint8Array.from(atob(image), c => c.charCodeAt(0)) }
              : { headers: { 'X-Api-Key': key } });
            const json = await answer.json();
            return `${answer.status} ${json.matches?.length ?? json.length ?? json.error} ${answer.headers.get('X-Request-Id') !== null}`;
          } catch (error) {
            return error.name;
          }
        }
        """;

    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task APage_OfANamedOrigin_SearchesAndReads_AndNoOtherDoes(bool isNamed)
    {
        await using WebApplication shop = await ShopAsync(), stranger = await ShopAsync();
        string named = shop.Urls.Single(), key = "";
        await using RunningService service = await RunningService.StartAsync((o, f) =>
        {
            key = ApiKeys.New(f.At("keys"), "shop", KeyScope.Read);
            return o with { KeyFile = f.At("keys"), AllowedOrigins = [named] };
        });
        IPage page = await browser.OpenAsync(new Uri(isNamed ? named : stranger.Urls.Single()), []);
        string image = Convert.ToBase64String(RunningService.Copy("Wine", "scale50"));
        string list = new Uri(service.Url, "/api/v1/indexes").AbsoluteUri, search = list + "/photos/search?maximumMatches=1";
        Assert.Equal(isNamed ? "200 1 true" : "TypeError", await page.EvaluateAsync<string>(Ask, new[] { search, key, image }));
        Assert.Equal(isNamed ? "200 1 true" : "TypeError", await page.EvaluateAsync<string>(Ask, new[] { list, key, "" }));

        // Refusals are read where answers are, and nowhere else.
        Assert.Equal(isNamed ? "401 KeyRequired true" : "TypeError", await page.EvaluateAsync<string>(Ask, new[] { list, "no key", "" }));

    }

    /// <summary>A site that has nothing to do with the service.</summary>
    private static async Task<WebApplication> ShopAsync()
    {
        WebApplication shop = WebApplication.CreateSlimBuilder().Build();
        shop.Urls.Add("http://127.0.0.1:0");
        shop.MapGet("/", () => Results.Content("<!doctype html><title>A shop</title>", "text/html"));
        await shop.StartAsync();
        return shop;
    }
}
