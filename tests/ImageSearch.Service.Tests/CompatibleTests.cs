using System.Globalization;
using System.Text.Json.Nodes;
using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Service.Compatible;
using ImageSearch.Storage;
using ImageSearch.TestSupport;

namespace ImageSearch.Service.Tests;

/// <summary>The routes of the service that this one takes the place of.</summary>
public sealed class CompatibleTests
{
    [Fact]
    public async Task Ping_AnswersPong()
    {
        await using RunningService service = await RunningService.StartAsync();
        Assert.Equal("pong", await service.Client.GetStringAsync("/ping"));
    }

    [Fact]
    public async Task Search_TakesIdsVectorsAndImage_AndAnswersEach()
    {
        await using RunningService service = await RunningService.StartAsync();
        IndexSnapshot snapshot = IndexFile.Open(service.IndexPath).Snapshot();
        byte[] rows = snapshot.GetFeatures(3).Descriptors;
        string vectors = string.Join(',', rows.Chunk(128).Select(r => $"[{string.Join(',', r)}]"));
        JsonArray answers = (await SearchAsync(
            service, $$"""{"k":5,"ids":[1,2],"vectors":[{{vectors}}],"image":"copies/Wine_by_Jakkub_Mede__crop50.jpg"}""")).AsArray();
        Assert.Equal(4, answers.Count);
        Assert.Equal((1, 2), ((long)answers[0]!["id"]!, (long)answers[1]!["id"]!));
        Assert.True(answers[2]!.AsObject().ContainsKey("id") && answers[2]!["id"] is null);
        Assert.DoesNotContain(answers[0]!["neighbors"]!.AsArray(), n => (long)n!["id"]! == 1);
        Assert.Equal(3, (long)answers[2]!["neighbors"]![0]!["id"]!);
        JsonNode best = answers[3]!["neighbors"]![0]!;
        Assert.Equal(TestData.Photo("Wine"), (string)best["file_path"]!);
        Assert.All(answers.SelectMany(a => a!["neighbors"]!.AsArray()), n =>
            Assert.InRange(int.Parse((string)n!["score"]!, NumberStyles.None, CultureInfo.InvariantCulture), 0, 100));
        Assert.InRange(int.Parse((string)best["score"]!, CultureInfo.InvariantCulture), 40, 100);
        Assert.All(answers, a => Assert.InRange(a!["neighbors"]!.AsArray().Count, 1, 5));
    }

    /// <summary>100 x votes / query rows, divided as Python 2 divides whole numbers.</summary>
    [Fact]
    public async Task AScore_IsAWholeNumber_AsText()
    {
        await using RunningService service = await RunningService.StartAsync();
        IndexedImage image = IndexFile.Open(service.IndexPath).GetImages()[0];
        foreach ((double score, string expected) in new[] { (38.0, "38"), (38.999999, "38"), (0.4, "0"), (100.0, "100") })
        {
            Assert.Equal(expected, FaissAnswer.Of(null, [new ImageMatch(1, image, 5, score)]).Neighbors[0].Score);
        }
    }

    [Fact]
    public async Task Search_TakesWhatCurlSends()
    {
        await using RunningService service = await RunningService.StartAsync();
        using var form = new StringContent("""{"k": 5, "ids": [1, 2]}""", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        Assert.Equal(2, (await RunningService.JsonOf(await service.Client.PostAsync("/faiss/search", form))).AsArray().Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("data:image/jpeg;base64,")]
    public async Task Search_TakesBase64(string prefix)
    {
        await using RunningService service = await RunningService.StartAsync();
        JsonNode answers = await SearchAsync(
            service, $$"""{"k":1,"image":"{{prefix}}{{Convert.ToBase64String(RunningService.Copy("Fossa", "scale50"))}}"}""");
        Assert.Equal(TestData.Photo("Fossa"), (string)answers[0]!["neighbors"]![0]!["file_path"]!);
    }

    /// <summary>As PHP and others write it.</summary>
    [Fact]
    public async Task Search_TakesBase64_WithEscapedSlashes()
    {
        await using RunningService service = await RunningService.StartAsync();
        string image = Convert.ToBase64String(RunningService.Copy("Fossa", "scale50")).Replace("/", "\\/", StringComparison.Ordinal);
        Assert.Contains("\\/", image, StringComparison.Ordinal);
        JsonNode answers = await SearchAsync(service, $$"""{"k":1,"image":"data:image\/jpeg;base64,{{image}}"}""");
        Assert.Equal(TestData.Photo("Fossa"), (string)answers[0]!["neighbors"]![0]!["file_path"]!);
    }

    [Theory]
    [InlineData("""{"k":1,"ids":[1],"more":{"a":[1,{"b":null}]},"other":[[],[2]],"k":2}""", 2)]
    [InlineData(""" {"ids":[5.0,1] , "k" : 1.0 } """, 1)]
    public async Task Search_TakesMembersInAnyOrder_AndLeavesOthersAlone(string body, int neighbours)
    {
        await using RunningService service = await RunningService.StartAsync();
        JsonArray answers = (await SearchAsync(service, body)).AsArray();
        Assert.All(answers, a => Assert.InRange(a!["neighbors"]!.AsArray().Count, 0, neighbours));
        Assert.Equal(1, (long)answers[^1]!["id"]!);
    }

    [Fact]
    public async Task Search_TakesAFullPathBelowTheFolder_AndNothingAtAll()
    {
        await using RunningService service = await RunningService.StartAsync();
        string path = TestData.Photo("Fossa").Replace("\\", "\\\\", StringComparison.Ordinal);
        Assert.Single((await SearchAsync(service, $$"""{"k":1,"image":"{{path}}"}""")).AsArray());
        Assert.Empty((await SearchAsync(service, """{"k":1}""")).AsArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("""{"k":5,"ids":[1]} x""")]
    [InlineData("""{"k":5,"ids":[1]}{}""")]
    [InlineData("""{"k":5,"ids":[1],"more":[1""")]
    [InlineData("""{"k":5,"vectors":[[1,[2]]]}""")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"ids":[1]}""")]
    [InlineData("""{"k":0,"ids":[1]}""")]
    [InlineData("""{"k":-1}""")]
    [InlineData("""{"k":1001}""")]
    [InlineData("""{"k":"5"}""")]
    [InlineData("""{"k":1.5}""")]
    [InlineData("""{"k":1e999}""")]
    [InlineData("""{"k":5,"ids":1}""")]
    [InlineData("""{"k":5,"ids":["1"]}""")]
    [InlineData("""{"k":5,"ids":[1.5]}""")]
    [InlineData("""{"k":5,"ids":null}""")]
    [InlineData("""{"k":5,"vectors":[]}""")]
    [InlineData("""{"k":5,"vectors":[[1,2,3]]}""")]
    [InlineData("""{"k":5,"vectors":[1]}""")]
    [InlineData("""{"k":5,"vectors":"x"}""")]
    [InlineData("""{"k":5,"image":7}""")]
    [InlineData("""{"k":5,"image":""}""")]
    [InlineData("""{"k":5,"image":"\ud800"}""")]
    [InlineData("""{"\ud800":1,"ids":[1]}""")]
    [InlineData("""{"k":5,"vectors":"/vector/file/path"}""")]
    [InlineData("""{"k":5,"image":"no such file.jpg"}""")]
    [InlineData("""{"k":5,"image":"data:image/png;base64,????"}""")]
    public async Task Search_RefusesWhatDoesNotFit(string body)
    {
        await using RunningService service = await RunningService.StartAsync();
        await RunningService.RefusedAsync(await service.Client.PostAsync("/faiss/search", RunningService.Json(body)), 400,
            "InvalidRequest");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(256)]
    public async Task Search_RefusesNumbersThatAreNoBytes(int number)
    {
        await using RunningService service = await RunningService.StartAsync();
        string row = string.Join(',', Enumerable.Repeat(7, 127).Append(number));
        await RunningService.RefusedAsync(
            await service.Client.PostAsync("/faiss/search", RunningService.Json($$"""{"k":5,"vectors":[[{{row}}]]}""")), 400,
            "InvalidRequest");
    }

    [Fact]
    public async Task Search_RefusesAnIdThatIsNotThere()
    {
        await using RunningService service = await RunningService.StartAsync();
        await RunningService.RefusedAsync(await service.Client.PostAsync("/faiss/search", RunningService.Json("""{"k":5,"ids":[999]}""")),
            404, "ImageNotFound");
    }

    private static async Task<JsonNode> SearchAsync(RunningService service, string body) =>
        await RunningService.JsonOf(await service.Client.PostAsync("/faiss/search", RunningService.Json(body)));
}
