using System.Text.Json.Nodes;
using ImageSearch.Search;
using ImageSearch.Storage;

namespace ImageSearch.Service.Tests;

public sealed class SearchTests
{
    private const string Route = "/api/v1/indexes/photos/search";

    [Fact]
    public async Task ByImage_FindsTheOriginal_SentRawOrAsAForm()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] image = RunningService.Copy("Wine", "crop50");
        using var form = new MultipartFormDataContent { { RunningService.Image(image), "image", "../../wine.jpg" } };
        JsonNode raw = await service.SearchAsync(image);
        JsonNode sent = await RunningService.JsonOf(await service.Client.PostAsync(Route, form));
        Assert.Equal(raw["matches"]!.ToJsonString(), sent["matches"]!.ToJsonString());
        JsonNode best = raw["matches"]![0]!;
        Assert.Equal("photos/Wine_by_Jakkub_Mede.jpg", (string)best["image"]!["file"]!);
        Assert.Equal((1, 19L), ((int)best["rank"]!, (long)raw["generation"]!));
        Assert.True((int)best["votes"]! > 200 && (double)best["score"]! > 40);
    }

    [Fact]
    public async Task ByImage_GivesWhatTheSearcherGives()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] image = RunningService.Copy("Fossa", "rot45");
        ImageIndex index = IndexFile.Open(service.IndexPath);
        DescribedImage query = new Ingest.ImageDescriber(index.Settings).Describe([.. image], "query");
        IReadOnlyList<ImageMatch> voted = ImageSearcher.Find(index.Snapshot(), query.Features.Descriptors, new SearchOptions());
        JsonArray matches = (await service.SearchAsync(image, "?verify=false"))["matches"]!.AsArray();
        Assert.Equal(voted.Select(m => (m.Image.Id, m.Votes)), matches.Select(m => ((long)m!["image"]!["id"]!, (int)m["votes"]!)));
        Assert.All(matches, m => Assert.Null(m!["confidence"]));

        ImageMatch verified = ImageSearcher.FindVerified(index.Snapshot(), ImageQuery.Of(query), SearchOptions.Verified).Single();
        JsonNode match = (await service.SearchAsync(image))["matches"]!.AsArray().Single()!;
        Assert.Equal((verified.Image.Id, verified.Inliers), ((long)match["image"]!["id"]!, (int)match["inliers"]!));
        Assert.Equal(verified.Confidence!.Value, (double)match["confidence"]!, 0.0001);
        Assert.Equal(4, match["outline"]!.AsArray().Count);
    }

    [Fact]
    public async Task ByImage_OfAnUnknownPhoto_HasNoMatch()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] unknown = await File.ReadAllBytesAsync(Path.Combine(ImageSearch.TestSupport.TestData.Tests, "data", "unknown", "unknown001.jpg"));
        Assert.Empty((await service.SearchAsync(unknown))["matches"]!.AsArray());
        Assert.NotEmpty((await service.SearchAsync(unknown, "?verify=false"))["matches"]!.AsArray());
        await RunningService.RefusedAsync(await service.Client.PostAsync(Route + "?verify=perhaps", RunningService.Image(unknown)), 400, "InvalidRequest");
    }

    [Fact]
    public async Task ByIdAndByDescriptors_Agree_SaveForTheImageItself()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] rows = IndexFile.Open(service.IndexPath).Snapshot().GetFeatures(4).Descriptors;
        string body = $$"""{"descriptors":[{{string.Join(',', rows.Chunk(128).Select(r => $"[{string.Join(',', r)}]"))}}]}""";
        JsonNode byRows = await RunningService.JsonOf(await service.Client.PostAsync(Route + "/descriptors?maximumMatches=1", RunningService.Json(body)));
        Assert.Equal(4, (long)byRows["matches"]!.AsArray().Single()!["image"]!["id"]!);
        JsonNode byId = await service.GetJsonAsync("/api/v1/indexes/photos/images/4/similar?verify=false&minimumVotes=1&maximumMatches=100&neighbours=7");
        Assert.NotEmpty(byId["matches"]!.AsArray());
        Assert.DoesNotContain(byId["matches"]!.AsArray(), m => (long)m!["image"]!["id"]! == 4);
    }

    [Theory]
    [InlineData("neighbours=0")]
    [InlineData("neighbours=1001")]
    [InlineData("neighbours=x")]
    [InlineData("minimumVotes=-1")]
    [InlineData("maximumMatches=99999")]
    [InlineData("maximumMatches=1.5")]
    public async Task Search_RefusesOptionsOutOfRange(string query)
    {
        await using RunningService service = await RunningService.StartAsync();
        await RunningService.RefusedAsync(await service.Client.PostAsync($"{Route}?{query}", RunningService.Image([1])), 400, "InvalidRequest");
    }

    [Fact]
    public async Task Search_RefusesOtherRoutesMethodsTypesAndIndexes()
    {
        await using RunningService service = await RunningService.StartAsync();
        HttpClient client = service.Client;
        await RunningService.RefusedAsync(await client.GetAsync("/api/v2"), 404, "RouteNotFound");
        await RunningService.RefusedAsync(await client.PutAsync("/ping", null), 405, "MethodNotAllowed");
        await RunningService.RefusedAsync(await client.PostAsync(Route, RunningService.Json("{}")), 415, "UnsupportedMediaType");
        await RunningService.RefusedAsync(await client.PostAsync(Route.Replace("photos", "other", StringComparison.Ordinal), RunningService.Image([1])), 404, "IndexNotFound");
        await RunningService.RefusedAsync(await client.PostAsync(Route + "/descriptors", RunningService.Json("[]")), 400, "InvalidRequest");
        await RunningService.RefusedAsync(await client.PostAsync(Route + "/descriptors", RunningService.Json("{")), 400, "InvalidRequest");
        await RunningService.RefusedAsync(await client.GetAsync("/api/v1/indexes/photos/images/77/similar"), 404, "ImageNotFound");
        await RunningService.RefusedAsync(await client.GetAsync("/api/v1/indexes/photos/images/x/similar"), 404, "RouteNotFound");
        using var form = new MultipartFormDataContent { { new StringContent("no file"), "text" } };
        await RunningService.RefusedAsync(await client.PostAsync(Route, form), 400, "InvalidRequest");
        using var broken = new ByteArrayContent("--x\r\nnonsense"u8.ToArray());
        broken.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        await RunningService.RefusedAsync(await client.PostAsync(Route, broken), 400, "InvalidRequest");
    }
}
