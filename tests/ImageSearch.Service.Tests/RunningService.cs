using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Storage;
using ImageSearch.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ImageSearch.Service.Tests;

/// <summary>A real service on a port of its own, over an index of its own, and a client of it.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    /// <summary>Made once, then copied: describing 19 photos for every test would take minutes.</summary>
    private static readonly Lazy<byte[]> Photos =
        new(() => MakeIndex(Directory.GetFiles(TestData.Photos, "*.jpg").Order(StringComparer.Ordinal)));

    /// <summary>All features of the same photos, in lists.</summary>
    private static readonly Lazy<byte[]> Inverted = new(() => MakeIndex(
        Directory.GetFiles(TestData.Photos, "*.jpg").Order(StringComparer.Ordinal),
        IndexSettings.Default with { Sift = IndexSettings.Default.Sift with { Features = 0 } }, IndexKind.Inverted));

    private readonly WebApplication _app;

    private RunningService(TemporaryFolder folder, WebApplication app)
    {
        Folder = folder;
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public TemporaryFolder Folder { get; }

    public HttpClient Client { get; }

    /// <summary>One of the service's parts.</summary>
    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public string IndexPath => Folder.At("photos.imgidx");

    public Uri Url => Client.BaseAddress!;

    public static async Task<RunningService> StartAsync(
        Func<ServiceOptions, TemporaryFolder, ServiceOptions>? change = null, Action<IServiceCollection>? services = null)
    {
        var folder = new TemporaryFolder();
        string index = folder.At("photos.imgidx");
        await File.WriteAllBytesAsync(index, Photos.Value);
        var options = new ServiceOptions
        {
            Indexes = [new IndexSource("photos", index)],
            Urls = ["http://127.0.0.1:0"],
            ImageFolder = Path.Combine(TestData.Tests, "data"),
            ReloadInterval = TimeSpan.FromMilliseconds(50),
            // What is asked for comes, however busy the machine is; tests of these limits set their own.
            RequestTimeout = TimeSpan.FromMinutes(5),
            DuplicatesWait = TimeSpan.FromMinutes(2),
        };
        WebApplication app = ServiceHost.Build(change?.Invoke(options, folder) ?? options, services);
        await app.StartAsync();
        return new RunningService(folder, app);
    }

    /// <summary>Serves an index of the kind Inverted too, under the name inverted.</summary>
    public static ServiceOptions WithInverted(ServiceOptions options, TemporaryFolder folder)
    {
        string path = folder.At("inverted.imgidx");
        File.WriteAllBytes(path, Inverted.Value);
        return options with { Indexes = [.. options.Indexes, new IndexSource("inverted", path)] };
    }

    public static byte[] Copy(string start, string alteration) =>
        File.ReadAllBytes(Directory.GetFiles(TestData.Copies, $"{start}*{alteration}.jpg").Single());

    /// <summary>A copy that says of itself, by EXIF, that left and right are changed.</summary>
    public static byte[] Mirrored(string start)
    {
        byte[] copy = Copy(start, "scale50"),
            exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0];
        return [.. copy[..2], .. exif, .. copy[2..]];
    }

    public static ByteArrayContent Image(byte[] bytes, string type = "image/jpeg") =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    public static MultipartFormDataContent NamedForm(byte[] bytes, string name) => new() { { Image(bytes), "image", name } };

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public async Task<JsonNode> GetJsonAsync(string path) => (await Client.GetFromJsonAsync<JsonNode>(path))!;

    public async Task<JsonNode> SearchAsync(byte[] image, string query = "") =>
        await JsonOf(await Client.PostAsync("/api/v1/indexes/photos/search" + query, Image(image)));

    public static async Task<JsonNode> JsonOf(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>The refusal must be problem details with this id, and tell nothing of the server.</summary>
    public static async Task<string> RefusedAsync(HttpResponseMessage answer, int status, string error)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode} is not {status}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        JsonNode problem = JsonNode.Parse(text)!;
        Assert.Equal((status, error), ((int)problem["status"]!, (string)problem["error"]!));
        Assert.False(string.IsNullOrWhiteSpace((string)problem["detail"]!));
        Assert.DoesNotContain(TestData.Tests, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        return text;
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Folder.Dispose();
    }

    /// <summary>The bytes of an index of these images.</summary>
    public static byte[] MakeIndex(IEnumerable<string> photos, IndexSettings? settings = null, IndexKind kind = IndexKind.Flat)
    {
        using var folder = new TemporaryFolder();
        var index = new ImageIndex(settings ?? IndexSettings.Default);
        using (var ingest = new ImageIngest(index))
        {
            foreach (string photo in photos)
            {
                ingest.Post(photo);
            }

            while (ingest.Take(wait: true) is { } result)
            {
                Assert.Null(result.Error);
            }
        }

        string path = folder.At("made.imgidx");
        IndexFile.Save(index, path);
        if (kind != index.Kind)
        {
            IndexFile.Compact(index, kind);
        }

        return File.ReadAllBytes(path);
    }
}
