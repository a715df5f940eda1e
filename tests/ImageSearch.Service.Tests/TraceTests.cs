using System.Net;
using System.Text.Json.Nodes;
using ImageSearch.Service.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Tests;

/// <summary>What can be followed afterwards: ids of requests, and who changed what.</summary>
public sealed class TraceTests
{
    private const string Images = "/api/v1/indexes/photos/images";

    [Theory]
    [InlineData("abc-1.2_Z", true)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", false)]
    [InlineData("with space", false)]
    [InlineData("{injected}", false)]
    [InlineData("a\"b", false)]
    [InlineData("", false)]
    public async Task ARequestsId_IsTakenIfSane_OrMade_AndRepeatedEverywhere(string given, bool isTaken)
    {
        var lines = new LogLines();
        await using RunningService service = await RunningService.StartAsync(services: s => s.AddSingleton<ILoggerProvider>(lines));
        foreach (string path in new[] { "/ping", "/api/v1/indexes/photos", "/api/v1/indexes/photos/images/999", "/nothing", "/" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("X-Request-Id", given);
            using HttpResponseMessage answer = await service.Client.SendAsync(request);
            string id = Assert.Single(answer.Headers.GetValues("X-Request-Id"));
            Assert.Equal(isTaken, id == given);
            Assert.Matches(isTaken ? ".+" : "^[0-9a-f]{16}$", id);
            if (!answer.IsSuccessStatusCode)
            {
                Assert.Equal(id, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["requestId"]!);
            }

            // Written once the answer is out.
            await UntilAsync(() => lines.Texts.Any(t => t.Contains($" ms, request {id}, index ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task TwoIds_AreNone_AndMadeOnesDiffer()
    {
        await using RunningService service = await RunningService.StartAsync();
        var seen = new HashSet<string>();
        for (int i = 0; i < 5; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/ping") { Headers = { { "X-Request-Id", ["one", "two"] } } };
            using HttpResponseMessage answer = await service.Client.SendAsync(request);
            Assert.True(seen.Add(answer.Headers.GetValues("X-Request-Id").Single()));
        }
    }

    [Fact]
    public async Task TheAuditTrail_SaysWhoChangedWhat_AndWhatWasRefused()
    {
        var lines = new LogLines();
        await using KeyedService service = await KeyedService.StartAsync(
            file => [ApiKeys.New(file, "alice", KeyScope.Write), ApiKeys.New(file, "bob", KeyScope.Read),
                ApiKeys.New(file, "carol", KeyScope.Write, ["second"])],
            services: s => s.AddSingleton<ILoggerProvider>(lines));
        byte[] image = RunningService.Copy("Wine", "scale50");
        await service.SendAsync(0, "/api/v1/indexes/photos/search", body: RunningService.Image(image));
        await service.SendAsync("wrong", "/api/v1/indexes/secret-name");
        Func<Task<HttpResponseMessage>>[] changes =
        [
            .. new[] { 0, 0, 1, 2 }.Select<int, Func<Task<HttpResponseMessage>>>(key =>
                () => service.SendAsync(key, Images, body: RunningService.NamedForm(image, "secret-name.jpg"))),
            () => service.SendAsync(0, Images, body: RunningService.Image([1, 2, 3])),
            () => service.SendAsync(0, Images + "/20", HttpMethod.Delete),
            () => service.SendAsync(0, Images + "/20", HttpMethod.Delete),
            () => service.SendAsync("wrong", Images + "/3", HttpMethod.Delete),
            () => service.SendAsync(0, "/api/v1/indexes/secret-name/images/3", HttpMethod.Delete),
        ];
        for (int sent = 1; sent <= changes.Length; sent++)
        {
            await changes[sent - 1]();
            await UntilAsync(() => lines.Of(AuditMiddleware.Category).Count == sent);
        }

        string[] told = [.. lines.Of(AuditMiddleware.Category)];
        (string Start, string Then)[] expected =
        [
            ("Add Added by alice: index photos, image 20, ", $" {image.Length} bytes, status 201 in "),
            ("Add Unchanged by alice: index photos, image 20, ", $" {image.Length} bytes, status 200 in "),
            ("Add ScopeMissing by bob: index photos, image -, ", " status 403 in "),
            ("Add IndexNotFound by carol: index photos, image -, ", " status 404 in "),
            ("Add ImageUnreadable by alice: index photos, image -, 3 bytes, ", " status 422 in "),
            ("Remove Removed by alice: index photos, image 20, ", $" {image.Length} bytes, status 204 in "),
            ("Remove ImageNotFound by alice: index photos, image 20, ", " status 404 in "),
            ("Remove KeyRequired by no key: index photos, image 3, ", " status 401 in "),
            ("Remove IndexNotFound by alice: index -, image 3, ", " status 404 in "),
        ];
        Assert.Equal(expected.Length, told.Length);
        Assert.All(expected.Zip(told), pair =>
        {
            Assert.StartsWith("Information: " + pair.First.Start, pair.Second, StringComparison.Ordinal);
            Assert.Contains(pair.First.Then, pair.Second, StringComparison.Ordinal);
            Assert.Matches(" ms, request [0-9a-f]{16}, from 127.0.0.1$", pair.Second);
        });
        Assert.DoesNotContain(lines.Texts, t => t.Contains("secret-name", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutKeys_AChangeIsByNoKey()
    {
        var lines = new LogLines();
        await using RunningService service = await RunningService.StartAsync(
            (o, f) => o with { UploadFolder = f.At("uploads") }, s => s.AddSingleton<ILoggerProvider>(lines));
        Assert.Equal(HttpStatusCode.NoContent, (await service.Client.DeleteAsync(Images + "/1")).StatusCode);
        await UntilAsync(() => lines.Of(AuditMiddleware.Category).Count == 1);
        Assert.StartsWith("Information: Remove Removed by no key: index photos, image 1, ", lines.Of(AuditMiddleware.Category).Single(),
            StringComparison.Ordinal);
    }

    private static async Task UntilAsync(Func<bool> reached)
    {
        for (DateTime end = DateTime.UtcNow.AddSeconds(20); !reached();)
        {
            Assert.True(DateTime.UtcNow < end, "it was not logged in 20 seconds");
            await Task.Delay(10);
        }
    }
}
