using System.Text.Json.Nodes;
using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Service.Searching;
using ImageSearch.Storage;
using ImageSearch.Storage.Faiss;
using ImageSearch.TestSupport;
using ImageSearch.Wire;

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
        IReadOnlyList<ImageMatch> voted =
            ImageSearcher.Search(index.Snapshot(), ImageQuery.OfDescriptors(query.Features.Descriptors), new SearchOptions());
        JsonArray matches = (await service.SearchAsync(image, "?verify=false"))["matches"]!.AsArray();
        Assert.Equal(voted.Select(m => (m.Image.Id, m.Votes)), matches.Select(m => ((long)m!["image"]!["id"]!, (int)m["votes"]!)));
        Assert.All(matches, m => Assert.Null(m!["confidence"]));

        ImageMatch verified = ImageSearcher.Search(index.Snapshot(), ImageQuery.Of(query), new SearchOptions()).Single();
        JsonNode match = (await service.SearchAsync(image))["matches"]!.AsArray().Single()!;
        Assert.Equal((verified.Image.Id, verified.Inliers), ((long)match["image"]!["id"]!, (int?)match["inliers"]));
        Assert.Equal(verified.Confidence!.Value, (double)match["confidence"]!, 0.0001);
        Assert.Equal(4, match["outline"]!.AsArray().Count);
    }

    [Fact]
    public async Task ByImage_OfAnUnknownPhoto_HasNoMatch()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] unknown = await File.ReadAllBytesAsync(Path.Combine(TestData.Tests, "data", "unknown", "unknown001.jpg"));
        Assert.Empty((await service.SearchAsync(unknown))["matches"]!.AsArray());
        Assert.NotEmpty((await service.SearchAsync(unknown, "?verify=false"))["matches"]!.AsArray());
        await RunningService.RefusedAsync(await service.Client.PostAsync(Route + "?verify=perhaps", RunningService.Image(unknown)), 400,
            "InvalidRequest");
    }

    [Fact]
    public async Task ByIdAndByDescriptors_Agree_SaveForTheImageItself()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] rows = IndexFile.Open(service.IndexPath).Snapshot().GetFeatures(4).Descriptors;
        string body = $$"""{"descriptors":[{{string.Join(',', rows.Chunk(128).Select(r => $"[{string.Join(',', r)}]"))}}]}""";
        JsonNode byRows = await RunningService.JsonOf(
            await service.Client.PostAsync(Route + "/descriptors?maximumMatches=1", RunningService.Json(body)));
        Assert.Equal(4, (long)byRows["matches"]!.AsArray().Single()!["image"]!["id"]!);
        JsonNode byId = await service.GetJsonAsync(
            "/api/v1/indexes/photos/images/4/similar?verify=false&minimumVotes=1&maximumMatches=100&neighbours=7");
        Assert.NotEmpty(byId["matches"]!.AsArray());
        Assert.DoesNotContain(byId["matches"]!.AsArray(), m => (long)m!["image"]!["id"]! == 4);
    }

    [Fact]
    public async Task Pairs_AreGivenWhereAskedFor_AsPartsOfBothImages()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] image = RunningService.Copy("Wine", "crop50");
        Assert.Null((await service.SearchAsync(image))["matches"]![0]!["pairs"]);
        long id = (long)(await service.SearchAsync(image))["matches"]![0]!["image"]!["id"]!;
        JsonNode answer = await service.SearchAsync(image, $"?pairs=true&among={id}");
        JsonNode match = answer["matches"]!.AsArray().Single()!;
        double[][] pairs = [.. match["pairs"]!.AsArray().Select(p => p!.AsArray().Select(n => (double)n!).ToArray())];
        Assert.Equal((int)match["inliers"]!, pairs.Length);
        Assert.All(pairs, p => Assert.All(p, part => Assert.InRange(part, 0, 1)));

        // The transform leads from the one end of every pair to the other.
        IndexedImage indexed = IndexFile.Open(service.IndexPath).Snapshot().GetImage(id);
        double[] m = [.. match["transform"]!.AsArray().Select(n => (double)n!)];
        double shrink = Math.Min(1, 512.0 / Math.Max((int)answer["queryWidth"]!, (int)answer["queryHeight"]!));
        (double width, double height) = (Math.Round((int)answer["queryWidth"]! * shrink), Math.Round((int)answer["queryHeight"]! * shrink));
        Assert.All(pairs, p =>
        {
            (double x, double y) = ((p[0] * width) - 0.5, (p[1] * height) - 0.5);
            double w = (m[6] * x) + (m[7] * y) + m[8];
            Assert.Equal((p[2] * indexed.DescribedWidth) - 0.5, ((m[0] * x) + (m[1] * y) + m[2]) / w, 5.0);
            Assert.Equal((p[3] * indexed.DescribedHeight) - 0.5, ((m[3] * x) + (m[4] * y) + m[5]) / w, 5.0);
        });
        Assert.All((await service.GetJsonAsync($"/api/v1/indexes/photos/images/{id}/similar?pairs=true"))["matches"]!.AsArray(),
            s => Assert.NotNull(s!["pairs"]));
    }

    [Fact]
    public async Task Matches_SayWhatTheyAreToTheQuery_AndAreOfTheRelationsAskedFor()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] image = RunningService.Copy("Wine", "scale50");
        JsonNode match = (await service.SearchAsync(image))["matches"]!.AsArray().Single()!;
        string relation = (string)match["relation"]!;
        Assert.Contains(relation, Enum.GetNames<ImageRelation>());
        Assert.NotEmpty((string)match["verdict"]!);
        Assert.Null(match["isConfirmed"]);
        Assert.Single((await service.SearchAsync(image, $"?relation={relation.ToUpperInvariant()},SharedPart"))["matches"]!.AsArray());
        Assert.Empty((await service.SearchAsync(
            image, $"?relation={string.Join(',', Enum.GetNames<ImageRelation>().Where(r => r != relation))}"))["matches"]!.AsArray());
        Assert.All((await service.SearchAsync(image, "?verify=false"))["matches"]!.AsArray(),
            m => Assert.Null(m!["relation"] ?? m["verdict"]));
    }

    [Fact]
    public async Task Pixels_AreComparedWhereAskedFor_AndWhatCannotBeIsNamed()
    {
        await using RunningService service = await RunningService.StartAsync((o, f) =>
        {
            string[] photos = [.. new[] { "Wine", "life" }.Select(name => f.At(name + ".jpg"))];
            File.Copy(TestData.Photo("Wine"), photos[0]);
            File.Copy(TestData.Photo("life"), photos[1]);
            File.WriteAllBytes(f.At("photos.imgidx"), RunningService.MakeIndex(photos));
            File.Delete(photos[1]);
            return o;
        });
        JsonNode answer = await service.SearchAsync(RunningService.Copy("Wine", "scale50"), "?comparePixels=true");
        Assert.True((bool)answer["matches"]!.AsArray().Single()!["isConfirmed"]!);
        Assert.Null(answer["warnings"]);
        answer = await service.SearchAsync(RunningService.Copy("life", "scale50"), "?comparePixels=true");
        Assert.Null(answer["matches"]!.AsArray().Single()!["isConfirmed"]);
        Assert.Equal("The pixels of 'life.jpg' were not compared: ImageNotFound.", (string)answer["warnings"]!.AsArray().Single()!);
        Assert.Empty((await service.GetJsonAsync("/api/v1/indexes/photos/images/1/similar?comparePixels=true"))["matches"]!.AsArray());
    }

    [Fact]
    public async Task Thorough_LooksCloser_AndIsRefusedWhereTheServerRunsNone()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] copy = RunningService.Copy("Wine", "crop50");
        JsonNode usual = await service.SearchAsync(copy), thorough = await service.SearchAsync(copy, "?thorough=true");
        Assert.Equal((long)usual["matches"]!.AsArray().Single()!["image"]!["id"]!, (long)thorough["matches"]!.AsArray()
            .Single()!["image"]!["id"]!);
        Assert.Empty((await service.GetJsonAsync("/api/v1/indexes/photos/images/1/similar?thorough=true"))["matches"]!.AsArray());

        await using RunningService none = await RunningService.StartAsync((o, _) => o with { ThoroughSearches = 0 });
        await RunningService.RefusedAsync(await none.Client.PostAsync(Route + "?thorough=true", RunningService.Image(copy)), 403,
            "ThoroughDisabled");
        Assert.Single((await none.SearchAsync(copy))["matches"]!.AsArray());
    }

    /// <summary>Of several slots a thorough search may take one alone.</summary>
    [Fact]
    public async Task Thorough_RunsOneAtATime()
    {
        using var gate = new SearchGate(new ServiceOptions { Indexes = [], ConcurrentSearches = 4 });
        int running = 0, most = 0;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => gate.RunThoroughAsync(
            () =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                Thread.Sleep(20);
                return Interlocked.Decrement(ref running);
            },
            default)));
        Assert.Equal((0, 1), (running, most));
    }

    [Fact]
    public void AnImageThatWasSent_IsAFileOfItsOwn_UntilItWasCompared()
    {
        var image = new DescribedImage(new FileFacts("the image sent", 3, default, []), 1, 1, new Sift.ImageFeatures(1, 1, [], []));
        string path;
        using (SentImage sent = SentImage.Keep(new ImageBuffers(new ServiceOptions { Indexes = [] }).Copy([1, 2, 3])))
        {
            path = sent.Name(image).Facts.Path;
            Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(
                    Path.GetDirectoryName(path)!) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute));
            }
        }

        Assert.False(Path.Exists(Path.GetDirectoryName(path)));
    }

    [Fact]
    public void Areas_ArePartsOfBothImages()
    {
        (double, double)[] first = [(-0.5, -0.5), (99.5, 49.5)], second = [(0, 0), (49.5, 99.5)];
        ImageMatch match = new(1, new IndexedImage(1, new FileFacts("a", 1, default, []), 200, 400, 200, 400, 1), 1, 1)
        {
            QueryWidth = 100,
            QueryHeight = 50,
        };
        AreaView part = AreaView.Of(match, [new MatchedPart(first, second, [new MatchedPoint(49.5, 24.5, 99.5, 399.5)])],
            pairs: true)!.Single();
        AreaView difference = AreaView.Of(match, [new ImageDifference(first, second, 0.25)])!.Single();
        Assert.Equal([[0, 0], [1, 1]], part.Query);
        Assert.Equal([[0.0025, 0.00125], [0.25, 0.25]], part.Image);
        Assert.Equal((null, 0.25), (part.Share, difference.Share));
        Assert.Equal([0.5, 0.5, 0.5, 1], part.Pairs!.Single());
        Assert.Null(AreaView.Of(match, (IReadOnlyList<MatchedPart>)[], pairs: true));
    }

    [Fact]
    public async Task MirroredImages_AreFound_WhereAskedFor()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] image = RunningService.Mirrored("Kleiber");
        Assert.Empty((await service.SearchAsync(image))["matches"]!.AsArray());
        JsonNode match = (await service.SearchAsync(image, "?includeMirrored=true&pairs=true"))["matches"]!.AsArray().Single()!;
        Assert.True((bool)match["isMirrored"]!);

        // Drawn from the mirrored query to the image, the lines cross.
        Assert.All(match["pairs"]!.AsArray(), p => Assert.Equal((double)p![0]!, 1 - (double)p[2]!, 0.05));
        Assert.Empty((await service.SearchAsync(image, "?includeMirrored=true&among=1,2"))["matches"]!.AsArray());
        Assert.Empty((await service.SearchAsync(RunningService.Copy("Wine", "crop50"),
            "?minimumConfidence=1&among=77"))["matches"]!.AsArray());
    }

    [Fact]
    public async Task Search_ReturnsWhatLiesInThePartsOfTheQuery()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] crop = RunningService.Copy("Wine", "crop50");
        Assert.Equal("AllOver", (string)(await service.SearchAsync(crop, "?queryPlace=alloVer,Top"))["matches"]![0]!["queryPlace"]!);
        Assert.Empty((await service.SearchAsync(crop, "?queryPlace=Top,Left"))["matches"]!.AsArray());
    }

    [Theory]
    [InlineData("pairs=1")]
    [InlineData("relation=Same")]
    [InlineData("relation=Resized,")]
    [InlineData("relation=8")]
    [InlineData("queryPlace=Nowhere")]
    [InlineData("comparePixels=1")]
    [InlineData("verify=false&relation=Resized")]
    [InlineData("verify=false&comparePixels=true")]
    [InlineData("verify=false&thorough=true")]
    [InlineData("thorough=1")]
    [InlineData("includeMirrored=yes")]
    [InlineData("minimumConfidence=2")]
    [InlineData("among=1,x")]
    [InlineData("among=-1")]
    [InlineData("neighbours=0")]
    [InlineData("neighbours=1001")]
    [InlineData("neighbours=x")]
    [InlineData("minimumVotes=-1")]
    [InlineData("maximumMatches=99999")]
    [InlineData("maximumMatches=1.5")]
    public async Task Search_RefusesOptionsOutOfRange(string query)
    {
        await using RunningService service = await RunningService.StartAsync();
        await RunningService.RefusedAsync(await service.Client.PostAsync($"{Route}?{query}", RunningService.Image([1])), 400,
            "InvalidRequest");
    }

    [Fact]
    public async Task Search_RefusesOtherRoutesMethodsTypesAndIndexes()
    {
        await using RunningService service = await RunningService.StartAsync();
        HttpClient client = service.Client;
        await RunningService.RefusedAsync(await client.GetAsync("/api/v2"), 404, "RouteNotFound");
        await RunningService.RefusedAsync(await client.PutAsync("/ping", null), 405, "MethodNotAllowed");
        await RunningService.RefusedAsync(await client.PostAsync(Route, RunningService.Json("{}")), 415, "UnsupportedMediaType");
        await RunningService.RefusedAsync(
            await client.PostAsync(Route.Replace("photos", "other", StringComparison.Ordinal), RunningService.Image([1])), 404,
            "IndexNotFound");
        await RunningService.RefusedAsync(await client.PostAsync(Route + "/descriptors", RunningService.Json("[]")), 400, "InvalidRequest");
        await RunningService.RefusedAsync(await client.PostAsync(Route + "/descriptors", RunningService.Json("{")), 400, "InvalidRequest");
        await RunningService.RefusedAsync(await client.PostAsync(Route + "/descriptors", RunningService.Json("""{"\ud800":[[1]]}""")), 400,
            "InvalidRequest");
        await RunningService.RefusedAsync(await client.GetAsync("/api/v1/indexes/photos/images/77/similar"), 404, "ImageNotFound");
        await RunningService.RefusedAsync(await client.GetAsync("/api/v1/indexes/photos/images/x/similar"), 404, "RouteNotFound");
        using var form = new MultipartFormDataContent { { new StringContent("no file"), "text" } };
        await RunningService.RefusedAsync(await client.PostAsync(Route, form), 400, "InvalidRequest");
        using var broken = new ByteArrayContent("--x\r\nnonsense"u8.ToArray());
        broken.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        await RunningService.RefusedAsync(await client.PostAsync(Route, broken), 400, "InvalidRequest");
    }

    /// <summary>Of rows that were imported nothing can be verified: better told than no answer.</summary>
    [Fact]
    public async Task AnImportedIndex_CountsVotesAlone_AndSaysSo()
    {
        await using RunningService service = await RunningService.StartAsync((o, f) =>
        {
            ImageIndex made = IndexFile.Open(o.Indexes[0].Path);
            FaissFile.Export(made.Snapshot(), f.At("x.faiss"));
            IndexFile.Save(FaissFile.Import(f.At("x.faiss"), made.Settings), o.Indexes[0].Path, replace: true);
            return o;
        });
        byte[] crop = RunningService.Copy("Wine", "crop50");
        JsonNode answer = await service.SearchAsync(crop);
        Assert.Contains("Wine", (string)answer["matches"]![0]!["image"]!["file"]!, StringComparison.Ordinal);
        Assert.Null(answer["matches"]![0]!["relation"]);
        Assert.Contains("votes alone are counted", (string)Assert.Single(answer["warnings"]!.AsArray())!, StringComparison.Ordinal);
        answer = await service.GetJsonAsync("/api/v1/indexes/photos/images/1/similar");
        Assert.Contains("votes alone are counted", (string)Assert.Single(answer["warnings"]!.AsArray())!, StringComparison.Ordinal);
        Assert.Null((await service.SearchAsync(crop, "?verify=false"))["warnings"]);
        await RunningService.RefusedAsync(
            await service.Client.PostAsync(Route + "?relation=Cropped", RunningService.Image(crop)), 400, "InvalidRequest");
    }
}
