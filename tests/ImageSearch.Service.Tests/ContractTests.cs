using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearch.Service.Access;
using Json.Schema;

namespace ImageSearch.Service.Tests;

/// <summary>The OpenAPI document is true: what is answered is what it says.</summary>
public sealed class ContractTests
{
    private const string Index = "/api/v1/indexes/{index}", Images = Index + "/images";

    /// <summary>Every answer of every route, refusals too, is one that the document has, and is made as its schema says.</summary>
    [Fact]
    public async Task Answers_AreWhatTheDocumentSays()
    {
        await using RunningService service = await RunningService.StartAsync(
            (o, folder) => RunningService.WithInverted(o, folder) with { UploadFolder = folder.At("uploads"), AllowFollowers = true });
        JsonNode document = await service.GetJsonAsync("/openapi/v1.json");
        var asked = new HashSet<string>();
        byte[] copy = RunningService.Copy("Wine", "scale50"), query = RunningService.Copy("Wine", "crop50");
        async Task Ask(string method, string route, int status, string path, HttpContent? body = null)
        {
            asked.Add($"{method} {route}");
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body };
            using HttpResponseMessage answer = await service.Client.SendAsync(request);
            await CheckAsync(document, method, route, status, answer);
        }

        string photos = "/api/v1/indexes/photos";
        await Ask("GET", "/ping", 200, "/ping");
        await Ask("GET", "/health/live", 200, "/health/live");
        await Ask("GET", "/health/ready", 200, "/health/ready");
        await Ask("GET", "/metrics", 200, "/metrics");
        await Ask("GET", "/api/v1/indexes", 200, "/api/v1/indexes");
        await Ask("GET", Index, 200, photos);
        await Ask("GET", Index, 200, "/api/v1/indexes/inverted");
        await Ask("GET", Index, 404, "/api/v1/indexes/none");
        await Ask("POST", Index + "/search", 200, photos + "/search?pairs=true&comparePixels=true&includeMirrored=true",
            RunningService.Image(query));
        await Ask("POST", Index + "/search", 200, photos + "/search?verify=false&neighbours=3", RunningService.NamedForm(copy, "a.jpg"));
        await Ask("POST", Index + "/search", 400, photos + "/search?neighbours=0", RunningService.Image(copy));
        await Ask("POST", Index + "/search", 415, photos + "/search", RunningService.Json("{}"));
        await Ask("POST", Index + "/search", 422, photos + "/search", RunningService.Image([1, 2, 3]));
        string rows = JsonSerializer.Serialize(new { descriptors = Enumerable.Repeat(Enumerable.Repeat(9, 128), 3) });
        await Ask("POST", Index + "/search/descriptors", 200, photos + "/search/descriptors", RunningService.Json(rows));
        await Ask("POST", Index + "/search/descriptors", 400, photos + "/search/descriptors", RunningService.Json("[]"));
        await Ask("GET", Images + "/{id}/similar", 200, photos + "/images/1/similar");
        await Ask("GET", Images + "/{id}/similar", 200, "/api/v1/indexes/inverted/images/1/similar?effort=16");
        await Ask("GET", Images + "/{id}/similar", 200, "/api/v1/indexes/inverted/images/1/similar?exact=true");
        await Ask("GET", Images + "/{id}/similar", 400, photos + "/images/1/similar?effort=16");
        await Ask("GET", Images + "/{id}/similar", 404, photos + "/images/999/similar");
        await Ask("GET", Images, 200, photos + "/images?limit=3&after=2");
        await Ask("GET", Images, 400, photos + "/images?limit=0");
        await Ask("GET", Images + "/{id}", 200, photos + "/images/1");
        await Ask("GET", Images, 200, photos + "/images?name=wine");
        await Ask("GET", Images + "/{id}/original", 200, photos + "/images/1/original");
        await Ask("GET", Images + "/{id}/original", 404, photos + "/images/999/original");
        await Ask("GET", Images + "/{id}/thumbnail", 200, photos + "/images/1/thumbnail?size=64");
        await Ask("GET", Index + "/file", 200, photos + "/file?wait=0");
        JsonNode state = (await service.GetJsonAsync(photos + "/file"))["state"]!;
        await Ask("GET", Index + "/file/content", 200, $"{photos}/file/content?state={state}&from=8192");
        await Ask("GET", Index + "/file/content", 409, photos + "/file/content?state=1-2000-00000000-3000");
        await Ask("POST", Images, 201, photos + "/images", RunningService.NamedForm(copy, "new.jpg"));
        await Ask("POST", Images, 200, photos + "/images", RunningService.NamedForm(copy, "new.jpg"));
        await Ask("DELETE", Images + "/{id}", 204, photos + "/images/20");
        await Ask("DELETE", Images + "/{id}", 404, photos + "/images/999");
        await Ask("GET", Index + "/duplicates", 200, photos + "/duplicates?keep=Oldest&relation=Resized,Cropped&minimumConfidence=0.5");
        await Ask("POST", "/faiss/search", 200, "/faiss/search", RunningService.Json("""{"k":3,"ids":[1,2]}"""));
        await Ask("POST", "/faiss/search", 400, "/faiss/search", RunningService.Json("{}"));
        string[] described = [.. document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()
            .Select(o => $"{o.Key.ToUpperInvariant()} {p.Key.TrimEnd('/')}"))];
        Assert.Equal(described.Order(StringComparer.Ordinal), asked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ARemovalThatMeansAnotherContent_IsDescribed()
    {
        await using RunningService service = await RunningService.StartAsync((o, folder) => o with { UploadFolder = folder.At("uploads") });
        JsonNode document = await service.GetJsonAsync("/openapi/v1.json");
        service.Client.DefaultRequestHeaders.IfMatch.Add(new EntityTagHeaderValue("\"other\""));
        using HttpResponseMessage answer = await service.Client.DeleteAsync("/api/v1/indexes/photos/images/1");
        await CheckAsync(document, "DELETE", Images + "/{id}", 412, answer);
    }

    [Fact]
    public async Task WithKeys_RefusalsAreDescribed()
    {
        await using RunningService service = await RunningService.StartAsync((o, folder) =>
        {
            ApiKeys.New(folder.At("keys"), "alice", KeyScope.Write);
            return o with { KeyFile = folder.At("keys"), UploadFolder = folder.At("uploads") };
        });
        JsonNode document = await service.GetJsonAsync("/openapi/v1.json");
        using HttpResponseMessage none = await service.Client.GetAsync("/api/v1/indexes");
        await CheckAsync(document, "GET", "/api/v1/indexes", 401, none);
        JsonObject schemes = document["components"]!["securitySchemes"]!.AsObject();
        Assert.Equal(["apiKey", "bearer"], schemes.Select(s => s.Key).Order(StringComparer.Ordinal));
        Assert.Equal(2, document["paths"]!["/api/v1/indexes"]!["get"]!["security"]!.AsArray().Count);
        Assert.Null(document["paths"]!["/ping"]!["get"]!["security"]);
    }

    /// <summary>What the query strings may have is what the routes take, each described.</summary>
    [Fact]
    public async Task QueryParameters_AreThoseThatRoutesTake()
    {
        await using RunningService service = await RunningService.StartAsync();
        JsonNode document = await service.GetJsonAsync("/openapi/v1.json");
        string[] Of(string path, string method) => [.. document["paths"]![path]![method]!["parameters"]!.AsArray()
            .Where(p => (string)p!["in"]! == "query").Select(p => (string)p!["name"]!)];
        Assert.Equal(["after", "limit", "name"], Of(Images, "get"));
        Assert.Contains("includeMirrored", Of(Index + "/search", "post"));
        Assert.Equal(Of(Index + "/search", "post"), Of(Images + "/{id}/similar", "get"));
        foreach (string name in Of(Index + "/search", "post"))
        {
            // Known to the route: a wrong value is refused by its name, and not as a parameter that there is none.
            using HttpResponseMessage answer = await service.Client.GetAsync($"/api/v1/indexes/photos/images/1/similar?{name}=,");
            Assert.Contains(name, await RunningService.RefusedAsync(answer, 400, "InvalidRequest"), StringComparison.Ordinal);
        }

        JsonNode form = document["paths"]![Index + "/search"]!["post"]!["requestBody"]!["content"]!["multipart/form-data"]!;
        Assert.Equal("binary", (string)form["schema"]!["properties"]!["file"]!["format"]!);
        Assert.Contains("image/*", (string)form["encoding"]!["file"]!["contentType"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("\"1.0.0\"", document.ToJsonString(), StringComparison.Ordinal);
    }

    private static async Task CheckAsync(JsonNode document, string method, string route, int status, HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{method} {route}: {(int)answer.StatusCode} is not {status}: {text}");
        JsonObject operation = document["paths"]!.AsObject().Single(p => p.Key.TrimEnd('/') == route).Value!
            [method.ToLowerInvariant()]!.AsObject();
        JsonNode? described = operation["responses"]![$"{status}"];
        Assert.True(answer.Headers.Contains("X-Request-Id") && described?["headers"]?["X-Request-Id"] is not null,
            $"{method} {route} {status}: X-Request-Id is sent and described");
        Assert.True(described is not null, $"{method} {route} may answer {status}, which the document does not say.");
        MediaTypeHeaderValue? type = answer.Content.Headers.ContentType;
        JsonObject? content = described!["content"]?.AsObject();
        if (type is null)
        {
            Assert.Null(content);
            return;
        }

        JsonNode? media = content?[type.MediaType!];
        Assert.True(media is not null, $"{method} {route} answers {type.MediaType}, which the document does not say of {status}.");
        if (type.MediaType!.EndsWith("json", StringComparison.Ordinal))
        {
            Validate(document, media!["schema"]!, text, $"{method} {route} {status}");
        }
    }

    private static void Validate(JsonNode document, JsonNode schema, string text, string what)
    {
        JsonObject whole = schema.DeepClone().AsObject();
        whole["$defs"] = document["components"]!["schemas"]!.DeepClone();
        Close(whole["$defs"]!.AsObject());
        string there = whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
        EvaluationResults found = JsonSchema.FromText(there)
            .Evaluate(JsonDocument.Parse(text).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(found.IsValid, $"{what}: {string.Join("; ", (found.Details ?? []).Where(d => d.Errors is not null)
            .Select(d => $"{d.InstanceLocation} {string.Join(", ", d.Errors!.Values)}"))}\n{text}");
    }

    /// <summary>What the document does not name may not be answered either.</summary>
    private static void Close(JsonObject schemas)
    {
        foreach ((_, JsonNode? schema) in schemas)
        {
            if (schema!["properties"] is not null)
            {
                schema["additionalProperties"] = false;
            }
        }
    }
}
