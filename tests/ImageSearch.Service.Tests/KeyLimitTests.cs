using System.Net;
using System.Text.Json.Nodes;
using ImageSearch.Service.Access;
using ImageSearch.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Tests;

/// <summary>Keys that expire, are for some indexes alone, and come and go while the service runs.</summary>
public sealed class KeyLimitTests
{
    private const string All = "/api/v1/indexes", Photos = All + "/photos", Second = All + "/second";

    [Fact]
    public async Task AKey_CountsUntilItExpires_AndNotAtThatMoment()
    {
        var clock = new Clock { Now = new DateTimeOffset(2030, 5, 31, 23, 59, 59, TimeSpan.Zero) };
        await using KeyedService service = await KeyedService.StartAsync(
            file => [ApiKeys.New(file, "alice", KeyScope.Read, null, "2030-06-01"),
                ApiKeys.New(file, "bob", KeyScope.Read, null, "2030-06-01T01:00+01:00"), ApiKeys.New(file, "carol", KeyScope.Read)],
            services: s => s.AddSingleton<TimeProvider>(clock));
        foreach (int key in new[] { 0, 1, 2 })
        {
            Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(key, All)).StatusCode);
        }

        clock.Now = clock.Now.AddSeconds(1);
        foreach (int key in new[] { 0, 1 })
        {
            HttpResponseMessage answer = await service.SendAsync(key, All);
            Assert.Contains("2030-06-01 00:00:00Z", await RunningService.RefusedAsync(answer, 401, "KeyExpired"), StringComparison.Ordinal);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
            await RunningService.RefusedAsync(await service.SendAsync(key, "/metrics"), 401, "KeyExpired");
        }

        Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(2, All)).StatusCode);
    }

    /// <summary>What a key is not for is to it as if it were not there, at every route.</summary>
    [Fact]
    public async Task AKeyOfOneIndex_SeesNoOther()
    {
        await using KeyedService service = await KeyedService.StartAsync(
            file => [ApiKeys.New(file, "alice", KeyScope.Write, ["second"]), ApiKeys.New(file, "bob", KeyScope.Read, ["none"])]);
        string none = "";
        foreach (string path in new[] { "", "/images", "/images/1", "/images/1/similar", "/images/1/thumbnail", "/duplicates" })
        {
            string refused = await RunningService.RefusedAsync(await service.SendAsync(0, Photos + path), 404, "IndexNotFound");
            none = await RunningService.RefusedAsync(await service.SendAsync(0, All + "/nothing" + path), 404, "IndexNotFound");
            Assert.Equal(Detail(none), Detail(refused));
            Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(0, Second + path)).StatusCode);
        }

        byte[] image = RunningService.Copy("Wine", "scale50");
        foreach (string path in new[] { "/search", "/images" })
        {
            await RunningService.RefusedAsync(await service.SendAsync(0, Photos + path, body: RunningService.Image(image)), 404,
                "IndexNotFound");
            Assert.True((await service.SendAsync(0, Second + path, body: RunningService.Image(image))).IsSuccessStatusCode);
        }

        await RunningService.RefusedAsync(await service.SendAsync(0, Photos + "/images/1", HttpMethod.Delete), 404, "IndexNotFound");
        await RunningService.RefusedAsync(
            await service.SendAsync(0, Photos + "/search/descriptors", body: RunningService.Json("{}")), 404, "IndexNotFound");
    }

    [Fact]
    public async Task Lists_Metrics_AndTheCompatibleRoute_HideWhatAKeyIsNotFor()
    {
        await using KeyedService service = await KeyedService.StartAsync(
            file => [ApiKeys.New(file, "alice", KeyScope.Write, ["second"]), ApiKeys.New(file, "bob", KeyScope.Read, ["none"]),
                ApiKeys.New(file, "carol", KeyScope.Read, ["second", "photos"])]);
        async Task<string[]> NamesAsync(int key) =>
            [.. (await RunningService.JsonOf(await service.SendAsync(key, All))).AsArray().Select(i => (string)i!["name"]!)];
        Assert.Equal(["second"], await NamesAsync(0));
        Assert.Empty(await NamesAsync(1));
        Assert.Equal(["photos", "second"], await NamesAsync(2));
        string metrics = await (await service.SendAsync(0, "/metrics")).Content.ReadAsStringAsync();
        Assert.Contains("imagesearch_index_images{index=\"second\"} 19", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("photos", metrics, StringComparison.Ordinal);

        // The first that the key is for: image 19 is gone from it.
        Assert.Equal(HttpStatusCode.NoContent, (await service.SendAsync(0, Second + "/images/19", HttpMethod.Delete)).StatusCode);
        const string Body = """{"k":1,"ids":[19]}""";
        await RunningService.RefusedAsync(await service.SendAsync(0, "/faiss/search", body: RunningService.Json(Body)), 404,
            "ImageNotFound");
        await RunningService.RefusedAsync(await service.SendAsync(1, "/faiss/search", body: RunningService.Json(Body)), 404,
            "IndexNotFound");
        Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(2, "/faiss/search", body: RunningService.Json(Body))).StatusCode);
    }

    [Fact]
    public async Task Readiness_TellsNoNames_WhereKeysAreAskedFor()
    {
        await using KeyedService service = await KeyedService.StartAsync(file => [ApiKeys.New(file, "alice", KeyScope.Read)]);
        File.Delete(service.Service.IndexPath);
        await UntilAsync(async () => await service.Service.Client.GetStringAsync("/health/ready")
            == "ready, but an index is not fresh (IndexNotFound)");
    }

    /// <summary>Nobody says so: a line that is added, changed or gone counts within a moment.</summary>
    [Fact]
    public async Task TheFile_IsReadAgain_WhenItChanges()
    {
        await using KeyedService service = await KeyedService.StartAsync(file => [ApiKeys.New(file, "alice", KeyScope.Read)]);
        string bob = ApiKeys.New(service.KeyFile, "bob", KeyScope.Write);
        await UntilAsync(async () => (await service.SendAsync(bob, All)).StatusCode == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(0, All)).StatusCode);
        string[] lines = await File.ReadAllLinesAsync(service.KeyFile);
        await File.WriteAllLinesAsync(service.KeyFile, [lines[1] + " expires=2020-01-01"]);
        await UntilAsync(async () => (await service.SendAsync(0, All)).StatusCode == HttpStatusCode.Unauthorized);
        await RunningService.RefusedAsync(await service.SendAsync(bob, All), 401, "KeyExpired");
    }

    [Fact]
    public async Task AFileThatIsWrong_OrGone_LeavesTheKeys_AndIsToldOnce()
    {
        var lines = new LogLines();
        await using KeyedService service = await KeyedService.StartAsync(
            file => [ApiKeys.New(file, "alice", KeyScope.Read)], services: s => s.AddSingleton<ILoggerProvider>(lines));
        string before = await File.ReadAllTextAsync(service.KeyFile);
        int Told() => lines.Texts.Count(t => t.Contains("the keys stay as they were", StringComparison.Ordinal));
        foreach ((int told, string? text) in new[] { (1, "# nobody\n"), (2, before + "half a line"), (3, null) })
        {
            if (text is null)
            {
                File.Delete(service.KeyFile);
            }
            else
            {
                await File.WriteAllTextAsync(service.KeyFile + ".new", text);
                File.Move(service.KeyFile + ".new", service.KeyFile, overwrite: true);
            }

            await UntilAsync(() => Task.FromResult(Told() == told));
            await Task.Delay(300);
            Assert.Equal(told, Told());
            Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(0, All)).StatusCode);
        }

        string carol = ApiKeys.New(service.KeyFile, "carol", KeyScope.Read);
        await UntilAsync(async () => (await service.SendAsync(carol, All)).StatusCode == HttpStatusCode.OK);
        Assert.Equal(3, Told());
    }

    [Fact]
    public void Limits_AreWordsOfALine_AndLinesWithoutStayReadable()
    {
        using var folder = new TemporaryFolder();
        string file = folder.At("keys"), old = ApiKeys.New(file, "old", KeyScope.Read),
            made = ApiKeys.New(file, "new", KeyScope.Write, ["a", "b-2"], "2030-01-31T18:30Z");
        string[] lines = File.ReadAllLines(file);
        Assert.Matches("^old read [0-9a-f]{64}$", lines[0]);
        Assert.Matches("^new write [0-9a-f]{64} indexes=a,b-2 expires=2030-01-31T18:30:00Z$", lines[1]);
        ApiKeys keys = ApiKeys.Read(file);
        ApiKey found = keys.Find(made)!;
        Assert.Equal((true, true, false), (found.IsFor("a"), found.IsFor("b-2"), found.IsFor("A")));
        Assert.Equal(new DateTimeOffset(2030, 1, 31, 18, 30, 0, TimeSpan.Zero), found.Expires);
        Assert.True(keys.Find(old)!.IsFor("anything"));
        foreach (string limit in new[]
        {
            "expires=soon", "expires=", "expires=2030-13-01", "indexes=", "indexes=a,,b", "index=a", "Expires=2030-01-01", "more",
            "indexes=a indexes=b", "expires=2030-01-01 expires=2031-01-01",
        })
        {
            File.WriteAllText(file, $"{lines[0]} {limit}\n");
            Assert.Contains("Line 1 of the key file", Assert.Throws<ArgumentException>(() => ApiKeys.Read(file)).Message,
                StringComparison.Ordinal);
        }

        File.WriteAllText(file, lines[0] + "\n");
        Assert.Throws<ArgumentException>(() => ApiKeys.New(file, "a", KeyScope.Read, ["no name"]));
        Assert.Throws<ArgumentException>(() => ApiKeys.New(file, "a", KeyScope.Read, ["a,b"]));
        Assert.Throws<ArgumentException>(() => ApiKeys.New(file, "a", KeyScope.Read, null, "tomorrow"));
        Assert.Equal(lines[0] + "\n", File.ReadAllText(file));
    }

    private static string Detail(string problem) => (string)JsonNode.Parse(problem)!["detail"]!;

    private static async Task UntilAsync(Func<Task<bool>> reached)
    {
        for (DateTime end = DateTime.UtcNow.AddSeconds(20); !await reached();)
        {
            Assert.True(DateTime.UtcNow < end, "it did not come to pass in 20 seconds");
            await Task.Delay(20);
        }
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
