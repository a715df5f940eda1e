using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ImageSearch.Service.Access;
using ImageSearch.TestSupport;

namespace ImageSearch.Service.Tests;

/// <summary>The files themselves: of the image folder and of uploads alone, as they were indexed, and harmless in a browser.</summary>
public sealed class OriginalTests
{
    private const string Route = "/api/v1/indexes/photos/images";

    [Fact]
    public async Task AnOriginal_IsTheFile_AndRunsNothing()
    {
        await using RunningService service = await StartAsync("photo.jpg", "scan.tif");
        using HttpResponseMessage shown = await service.Client.GetAsync(Route + "/1/original");
        Assert.Equal(await File.ReadAllBytesAsync(service.Folder.At("images/photo.jpg")), await shown.Content.ReadAsByteArrayAsync());
        Assert.Equal(("image/jpeg", "inline", "photo.jpg"), (shown.Content.Headers.ContentType!.MediaType,
            shown.Content.Headers.ContentDisposition!.DispositionType, shown.Content.Headers.ContentDisposition.FileNameStar));
        Assert.Equal("nosniff", shown.Headers.GetValues("X-Content-Type-Options").Single());
        string policy = shown.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("sandbox", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain(service.Folder.Path, $"{shown.Headers}{shown.Content.Headers}", StringComparison.Ordinal);

        using HttpResponseMessage sent = await service.Client.GetAsync(Route + "/2/original");
        Assert.Equal(("image/tiff", "attachment", "scan.tif"), (sent.Content.Headers.ContentType!.MediaType,
            sent.Content.Headers.ContentDisposition!.DispositionType, sent.Content.Headers.ContentDisposition.FileNameStar));
    }

    [Fact]
    public async Task AnOriginal_ThatTheClientHas_IsNotSentAgain_AndComesWhole()
    {
        await using RunningService service = await StartAsync("photo.jpg");
        long length = new FileInfo(service.Folder.At("images/photo.jpg")).Length;
        using var part = new HttpRequestMessage(HttpMethod.Get, Route + "/1/original") { Headers = { Range = new RangeHeaderValue(0, 9) } };
        using HttpResponseMessage whole = await service.Client.SendAsync(part);
        Assert.Equal((HttpStatusCode.OK, length), (whole.StatusCode, (await whole.Content.ReadAsByteArrayAsync()).LongLength));
        using var again = new HttpRequestMessage(HttpMethod.Get, Route + "/1/original")
        {
            Headers = { IfNoneMatch = { whole.Headers.ETag! } },
        };
        Assert.Equal(HttpStatusCode.NotModified, (await service.Client.SendAsync(again)).StatusCode);
        using var head = new HttpRequestMessage(HttpMethod.Head, Route + "/1/original");
        using HttpResponseMessage facts = await service.Client.SendAsync(head);
        Assert.Equal((HttpStatusCode.OK, length), (facts.StatusCode, facts.Content.Headers.ContentLength));
    }

    /// <summary>What lies elsewhere nobody said may be given away; an answer does not offer it either.</summary>
    [Fact]
    public async Task AFileElsewhere_ALink_AndAFileThatChanged_AreRefused()
    {
        await using RunningService service = await RunningService.StartAsync((o, f) =>
        {
            string images = Directory.CreateDirectory(f.At("images")).FullName;
            string[] files = [f.At("elsewhere.jpg"), Path.Combine(images, "link.jpg"), Path.Combine(images, "changed.jpg"),
                Path.Combine(images, "gone.jpg"), Path.Combine(images, "longer.jpg")];
            for (int i = 0; i < files.Length; i++)
            {
                File.WriteAllBytes(files[i], [.. RunningService.Copy("Wine", "scale50"), (byte)i]);
            }

            File.WriteAllBytes(o.Indexes[0].Path, RunningService.MakeIndex(files));
            File.Move(files[1], f.At("linked.jpg"));
            File.CreateSymbolicLink(files[1], f.At("linked.jpg"));
            File.WriteAllBytes(files[2], [.. RunningService.Copy("Wine", "scale50"), 99]);
            File.Delete(files[3]);
            File.AppendAllText(files[4], "more");
            return o with { ImageFolder = images };
        });
        for (int id = 1; id <= 5; id++)
        {
            using HttpResponseMessage answer = await service.Client.GetAsync($"{Route}/{id}/original");
            string text = await RunningService.RefusedAsync(answer, 404, "ImageNotFound");
            Assert.Equal(id == 1, text.Contains("--images", StringComparison.Ordinal));
            Assert.Null(answer.Content.Headers.ContentDisposition);
        }

        JsonNode page = await service.GetJsonAsync(Route);
        Assert.Equal([false, true, true, true, true], page["images"]!.AsArray().Select(i => i!["original"] is not null));
        await RunningService.RefusedAsync(await service.Client.GetAsync(Route + "/99/original"), 404, "ImageNotFound");
    }

    [Fact]
    public async Task WithoutAFolder_ThereAreNone_AndWithKeysOneIsNeeded()
    {
        await using (RunningService without = await RunningService.StartAsync((o, _) => o with { ImageFolder = null }))
        {
            await RunningService.RefusedAsync(await without.Client.GetAsync(Route + "/1/original"), 404, "ImageNotFound");
        }

        string key = "";
        await using RunningService service = await RunningService.StartAsync((o, f) =>
        {
            key = ApiKeys.New(f.At("keys"), "reader", KeyScope.Read);
            return o with { KeyFile = f.At("keys") };
        });
        await RunningService.RefusedAsync(await service.Client.GetAsync(Route + "/1/original"), 401, "KeyRequired");
        using var request = new HttpRequestMessage(HttpMethod.Get, Route + "/1/original") { Headers = { { "X-Api-Key", key } } };
        Assert.Equal(HttpStatusCode.OK, (await service.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task TheList_IsNarrowedByName_PageByPage()
    {
        await using RunningService service = await RunningService.StartAsync();
        string[] expected = [.. (await service.GetJsonAsync(Route))["images"]!.AsArray().Select(i => (string)i!["file"]!)
            .Where(f => f.Contains("AITZOL", StringComparison.OrdinalIgnoreCase))];
        var found = new List<string>();
        for (string? next = Route + "?limit=2&name=AITZOL"; next is not null;)
        {
            JsonNode page = await service.GetJsonAsync(next);
            Assert.Equal(expected.Length, (int)page["total"]!);
            found.AddRange(page["images"]!.AsArray().Select(i => (string)i!["file"]!));
            next = (string?)page["next"];
        }

        Assert.True(expected.Length > 2);
        Assert.Equal(expected, found);
        Assert.Equal(0, (int)(await service.GetJsonAsync(Route + "?name=%26limit%3D1"))["total"]!);
    }

    private static Task<RunningService> StartAsync(params string[] names) => RunningService.StartAsync((o, f) =>
    {
        string images = Directory.CreateDirectory(f.At("images")).FullName;
        string[] files = [.. names.Select(n => Path.Combine(images, n))];
        Array.ForEach(files, file => File.Copy(Path.GetExtension(file) == ".tif" ? Path.Combine(TestData.Hostile, "pillow_12in16bit.tif")
            : TestData.Photo("Wine"), file));
        File.WriteAllBytes(o.Indexes[0].Path, RunningService.MakeIndex(files));
        return o with { ImageFolder = images };
    });
}
