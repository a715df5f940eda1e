using System.Net;
using ImageSearch.Service.Access;
using ImageSearch.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Tests;

/// <summary>Who may take index files, what may be asked of them, and how a replica may be told to follow.</summary>
public sealed class FollowAccessTests
{
    private const string Index = "/api/v1/indexes/photos", Images = Index + "/images";

    [Fact]
    public async Task Keys_NeedTheScopeFollow_AndAnIndexThatTheyAreFor()
    {
        await using KeyedService primary = await KeyedService.StartAsync(file => [ApiKeys.New(file, "reader", KeyScope.Read),
            ApiKeys.New(file, "writer", KeyScope.Write), ApiKeys.New(file, "follower", KeyScope.Follow, ["photos"])]);
        foreach (string route in new[] { "/file", "/file/content?state=1-2000-00000000-3000" })
        {
            foreach (int key in new[] { 0, 1 })
            {
                string told = await RunningService.RefusedAsync(await primary.SendAsync(key, Index + route), 403, "ScopeMissing");
                Assert.Contains("follow", told, StringComparison.Ordinal);
            }

            await RunningService.RefusedAsync(await primary.SendAsync("nonsense", Index + route), 401, "KeyRequired");
            await RunningService.RefusedAsync(await primary.SendAsync(2, "/api/v1/indexes/second" + route), 404, "IndexNotFound");
        }

        Assert.Equal(HttpStatusCode.OK, (await primary.SendAsync(2, Index + "/file")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await primary.SendAsync(2, Images)).StatusCode);
        await RunningService.RefusedAsync(await primary.SendAsync(2, Images + "/1", HttpMethod.Delete), 403, "ScopeMissing");

        string follower = ApiKeys.New(primary.KeyFile, "second", KeyScope.Follow);
        await Replicas.UntilAsync(async () => (await primary.SendAsync(follower, Index)).IsSuccessStatusCode, "the key counts");
        var lines = new LogLines();
        await using RunningService replica = await Replicas.FollowAsync(primary.Service.Url, null,
            (o, _) => o with { Follow = Replicas.Options(primary.Service.Url, follower) }, s => s.AddSingleton<ILoggerProvider>(lines));
        await Replicas.UntilSameAsync(replica, primary.Service.IndexPath);
        File.WriteAllLines(primary.KeyFile, File.ReadAllLines(primary.KeyFile)
            .Where(l => !l.StartsWith("second", StringComparison.Ordinal)));
        await Replicas.UntilAsync(async () => await Replicas.MetricAsync(replica, "imagesearch_follow_up") == 0, "the key was withdrawn");
        await Replicas.UntilAsync(() => Task.FromResult(lines.Texts.Any(l => l.Contains("refused (401 KeyRequired)",
            StringComparison.Ordinal))), "the log says so, a moment later");
        Assert.DoesNotContain(lines.Texts, l => l.Contains(follower, StringComparison.Ordinal));
        Assert.NotEmpty((await replica.SearchAsync(RunningService.Copy("Wine", "rot45")))["matches"]!.AsArray());
    }

    [Fact]
    public async Task Files_AreGivenToNobody_UnlessSwitchedOn()
    {
        await using RunningService primary = await RunningService.StartAsync();
        await RunningService.RefusedAsync(await primary.Client.GetAsync(Index + "/file"), 403, "FollowersDisabled");
        await RunningService.RefusedAsync(await primary.Client.GetAsync(Index + "/file/content?state=1-2000-00000000-3000"), 403,
            "FollowersDisabled");
        var lines = new LogLines();
        await using RunningService replica = await Replicas.FollowAsync(primary.Url, null, null,
            s => s.AddSingleton<ILoggerProvider>(lines));
        await Replicas.UntilAsync(() => Task.FromResult(lines.Texts.Any(l => l.Contains("--allow-followers", StringComparison.Ordinal))),
            "the log says what to do");
    }

    /// <summary>What a node serves is no file: whoever wants to follow it is told what to do instead, once.</summary>
    [Fact]
    public async Task ANodeOfACluster_IsNotFollowed_AndItIsSaidOnce()
    {
        await using RunningService node = await Replicas.PrimaryAsync(
            (o, _) => o with { Indexes = [.. o.Indexes.Select(i => i with { Home = new FileHome(i.Path) })] });
        foreach (string route in new[] { "/file", "/file/content?state=1-2000-00000000-3000" })
        {
            string told = await RunningService.RefusedAsync(await node.Client.GetAsync(Index + route), 403, "ClusterNotFollowed");
            Assert.Contains("--cluster --cache", told, StringComparison.Ordinal);
            Assert.Contains("imagesearch cluster export", told, StringComparison.Ordinal);
        }

        var lines = new LogLines();
        await using RunningService replica = await Replicas.FollowAsync(node.Url, null, null, s => s.AddSingleton<ILoggerProvider>(lines));
        await Replicas.UntilAsync(async () => await Replicas.MetricAsync(replica, "imagesearch_follow_failures_total") >= 3,
            "it was refused several times");
        Assert.Single(lines.Texts, l => l.Contains("ClusterNotFollowed", StringComparison.Ordinal)
            && l.Contains("imagesearch cluster export", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "state must name")]
    [InlineData("?state=nonsense", "state must name")]
    [InlineData("?state=ffffffffffffffff-0-00000000-0", "state must name")]
    [InlineData("?state=1-2000-00000000-3000&from=0", "from must be a whole number from 8192")]
    [InlineData("?state=1-2000-00000000-3000&from=-1", "from must be")]
    [InlineData("?state=1-2000-00000000-3000&from=99999", "from must be")]
    [InlineData("?state=1-2000-00000000-3000&grownFrom=x", "grownFrom must name")]
    public async Task Content_RefusesWhatItCannotMean(string query, string told)
    {
        await using RunningService primary = await Replicas.PrimaryAsync();
        Assert.Contains(told, await RunningService.RefusedAsync(
            await primary.Client.GetAsync(Index + "/file/content" + query), 400, "InvalidRequest"), StringComparison.Ordinal);
        await RunningService.RefusedAsync(
            await primary.Client.GetAsync(Index + "/file/content?state=1-2000-00000000-3000"), 409, "FileReplaced");
    }

    [Fact]
    public async Task AWait_EndsWithTheNextState_OrWhenThePrimaryStops()
    {
        RunningService primary = await Replicas.PrimaryAsync();
        using HttpResponseMessage now = await primary.Client.GetAsync(Index + "/file");
        string tag = now.Headers.ETag!.ToString();
        Task<HttpResponseMessage> Wait(int seconds) => primary.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get,
            $"{Index}/file?wait={seconds}")
        { Headers = { { "If-None-Match", tag } } });
        Assert.Equal(HttpStatusCode.NotModified, (await Wait(0)).StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await Wait(1)).StatusCode);
        Task<HttpResponseMessage> waiting = Wait(20);
        await primary.Client.DeleteAsync(Images + "/1");
        using HttpResponseMessage next = await waiting;
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        tag = next.Headers.ETag!.ToString();
        Task<HttpResponseMessage> last = Wait(20);
        await Task.Delay(200);
        await primary.StopAsync();
        Assert.Equal(HttpStatusCode.NotModified, (await last).StatusCode);
        await primary.DisposeAsync();
    }

    [Theory]
    [InlineData("ftp://host/", null)]
    [InlineData("http://user:secret@127.0.0.1/", null)]
    [InlineData("http://127.0.0.1/?a=b", null)]
    [InlineData("http://other.example:5080", "key")]
    [InlineData("http://127.0.0.1:5080", "a key")]
    public void Options_ThatCannotBe_AreRefused(string primary, string? key)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new ServiceOptions
        {
            Indexes = [new IndexSource("a", "/a.imgidx")],
            Follow = new FollowOptions { Primary = new Uri(primary), Key = key },
        }.Validate());
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }
}
