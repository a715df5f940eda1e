using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ImageSearch.Index;
using ImageSearch.Service.Indexes;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Tests;

/// <summary>Uploads beside other writers, on full disks and in forms of every kind: added whole, or refused with nothing left
/// behind.</summary>
public sealed class UploadTests
{
    private const string Route = "/api/v1/indexes/photos/images";

    [Fact]
    public async Task AnUpload_WaitsForAnotherWriter()
    {
        await using RunningService service = await StartAsync();
        IndexLock held = IndexLock.Take(service.IndexPath);
        Task<HttpResponseMessage> waiting = service.Client.PostAsync(Route, RunningService.Image(Photo(6)));
        await Task.Delay(300);
        Assert.False(waiting.IsCompleted);
        held.Dispose();
        Assert.Equal(HttpStatusCode.Created, (await waiting).StatusCode);
    }

    [Fact]
    public async Task AnUpload_ThatWaitedLongEnough_IsRefused_AndLeavesNoFile()
    {
        await using RunningService service = await StartAsync(o => o with { LockWait = TimeSpan.FromMilliseconds(100) });
        using (IndexLock.Take(service.IndexPath))
        {
            HttpResponseMessage answer = await service.Client.PostAsync(Route, RunningService.Image(Photo(6)));
            await RunningService.RefusedAsync(answer, 503, "IndexLocked");
            Assert.NotNull(answer.Headers.RetryAfter);
            await RunningService.RefusedAsync(await service.Client.DeleteAsync(Route + "/1"), 503, "IndexLocked");
        }

        Assert.Empty(Kept(service));
        Assert.Equal(HttpStatusCode.Created, (await service.Client.PostAsync(Route, RunningService.Image(Photo(6)))).StatusCode);
    }

    [Fact]
    public async Task Uploads_AndAnotherWriterOfManyCommits_LoseNothing()
    {
        await using RunningService service = await StartAsync();
        Task writer = Task.Run(() =>
        {
            ImageIndex index = IndexFile.Open(service.IndexPath);
            foreach (long id in Enumerable.Range(1, 8))
            {
                index.Remove(id);
                IndexFile.SaveChanges(index, service.IndexPath, TimeSpan.FromMinutes(1));
            }
        });
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(2, 6).Select(i =>
            service.Client.PostAsync(Route, RunningService.Image(Photo(i)))));
        await writer;
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.StatusCode));
        ImageIndex saved = IndexFile.Open(service.IndexPath);
        Assert.Equal(19 - 8 + 6, saved.ImageCount);
        Assert.Equal(6, Kept(service).Length);
        Assert.All(Kept(service), file => Assert.True(saved.TryGet(file, out _)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20_000)]
    public async Task AFullDisk_Is507_AndNothingIsLeft(int bytesThatFit)
    {
        var lines = new LogLines();
        await using RunningService service = await StartAsync(services: s =>
        {
            s.AddSingleton<ILoggerProvider>(lines);
            s.AddSingleton<UploadStore>(p => new FullStore(p.GetRequiredService<ServiceOptions>(), bytesThatFit));
        });
        await RunningService.RefusedAsync(await service.Client.PostAsync(Route, RunningService.Image(Photo(6))), 507, "StorageFull");
        using MultipartFormDataContent named = RunningService.NamedForm(Photo(7), "a.jpg");
        await RunningService.RefusedAsync(await service.Client.PostAsync(Route, named), 507, "StorageFull");
        Assert.Empty(Kept(service));
        Assert.Equal(19, (await service.GetJsonAsync(Route))["total"]!.GetValue<int>());
        Assert.DoesNotContain(lines.Texts, t => t.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public void AFolderThatCannotBeUsed_IsAnErrorOfTheStart()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("file"), "");
        File.WriteAllBytes(folder.At("a.imgidx"), RunningService.MakeIndex([]));
        var options = new ServiceOptions { Indexes = [new IndexSource("a", folder.At("a.imgidx"))], Urls = ["http://127.0.0.1:0"] };
        IOException error = Assert.Throws<IOException>(() => ServiceHost.Build(options with { UploadFolder = folder.At("file/uploads") }));
        Assert.Contains("--uploads", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<IOException>(() => ServiceHost.Build(options with { ImageFolder = folder.At("none") }));
        Assert.Contains("--images", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatAKilledServiceLeft_IsTidiedUp_AndNothingElse()
    {
        string left = "", recent = "", other = "";
        await using RunningService service = await RunningService.StartAsync((o, f) =>
        {
            string folder = Directory.CreateDirectory(f.At("uploads")).FullName, name = $"{new string('a', 64)}.jpg.{Guid.NewGuid():N}.tmp";
            (left, recent, other) = (Path.Combine(folder, name), Path.Combine(folder, "b" + name[1..]), Path.Combine(folder, "mine.tmp"));
            foreach (string file in new[] { left, recent, other })
            {
                File.WriteAllText(file, "");
                File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(file == recent ? 0 : -2));
            }

            return o with { UploadFolder = folder };
        });
        Assert.Equal((false, true, true), (File.Exists(left), File.Exists(recent), File.Exists(other)));
    }

    [Fact]
    public async Task OneImage_IsOneImage_HoweverItIsSent()
    {
        await using RunningService service = await StartAsync();
        byte[] image = Photo(6);
        JsonNode raw = await RunningService.JsonOf(await service.Client.PostAsync(Route, RunningService.Image(image)));
        foreach (string name in new[] { "a.jpg", "a.JPEG", "a.png", "a", "" })
        {
            using MultipartFormDataContent form = RunningService.NamedForm(image, name.Length == 0 ? "\"\"" : name);
            JsonNode again = await RunningService.JsonOf(await service.Client.PostAsync(Route, form));
            Assert.Equal(("Unchanged", (long)raw["image"]!["id"]!), ((string)again["outcome"]!, (long)again["image"]!["id"]!));
        }

        Assert.Equal(20, (await service.GetJsonAsync(Route))["total"]!.GetValue<int>());
        Assert.EndsWith(".jpg", Assert.Single(Kept(service)), StringComparison.Ordinal);
    }

    /// <summary>An image is called what its sender called it first; the folder and what is no name are left out.</summary>
    [Theory]
    [InlineData("Holidays 2024.JPG", "Holidays 2024.JPG")]
    [InlineData("../../etc/passwd.jpeg", "passwd.jpeg")]
    [InlineData("C:\\\\pictures\\\\a.jpg", "a.jpg")]
    [InlineData("ünï 名前.jpg", "ünï 名前.jpg")]
    [InlineData("page.html", "page.html.jpg")]
    [InlineData(".hidden.jpg", "hidden.jpg")]
    [InlineData("aux.jpg", "_aux.jpg")]
    [InlineData("a:b?.jpg", "a_b_.jpg")]
    [InlineData("\u202egpj.exe", "gpj.exe.jpg")]
    public async Task AnUpload_KeepsItsName(string sent, string kept)
    {
        await using RunningService service = await StartAsync();
        byte[] image = Photo(6);
        using MultipartFormDataContent form = RunningService.NamedForm(image, $"\"{sent}\""),
            again = RunningService.NamedForm(image, "b.jpg");
        JsonNode added = await RunningService.JsonOf(await service.Client.PostAsync(Route, form));
        Assert.Equal(("Added", kept), ((string)added["outcome"]!, (string)added["image"]!["file"]!));
        Assert.Equal(kept, Path.GetFileName(Assert.Single(Kept(service))));
        Assert.Equal(image, await service.Client.GetByteArrayAsync((string)added["image"]!["original"]!));
        JsonNode second = await RunningService.JsonOf(await service.Client.PostAsync(Route, again));
        Assert.Equal(("Unchanged", kept), ((string)second["outcome"]!, (string)second["image"]!["file"]!));
        Assert.Equal(HttpStatusCode.NoContent, (await service.Client.DeleteAsync(Route + "/20")).StatusCode);
        Assert.Empty(Kept(service));
    }

    [Theory]
    [InlineData(300, 204)]
    [InlineData(3, 7)]
    public void ALongName_IsCut(int letters, int bytes) =>
        Assert.Equal(bytes, UploadName.Of(new string('x', letters) + ".jpg", [".jpg"])!.Length);

    [Theory]
    [InlineData("")]
    [InlineData("a/")]
    [InlineData("...")]
    [InlineData("\t")]
    public void WhatIsNoName_IsNone(string sent) => Assert.Null(UploadName.Of(sent, [".jpg"]));

    [Fact]
    public async Task Removing_FreesWhatWasKept_UnlessAnotherIndexHasIt()
    {
        await using RunningService service = await StartAsync((o, f) =>
        {
            File.Copy(o.Indexes[0].Path, f.At("second.imgidx"));
            return o with { Indexes = [.. o.Indexes, new IndexSource("second", f.At("second.imgidx"))] };
        });
        const string Second = "/api/v1/indexes/second/images";
        await RunningService.JsonOf(await service.Client.PostAsync(Route, RunningService.Image(Photo(6))));
        await RunningService.JsonOf(await service.Client.PostAsync(Second, RunningService.Image(Photo(6))));
        Assert.Equal(HttpStatusCode.NoContent, (await service.Client.DeleteAsync(Route + "/20")).StatusCode);
        Assert.Single(Kept(service));
        Assert.Equal(HttpStatusCode.NoContent, (await service.Client.DeleteAsync(Second + "/20")).StatusCode);
        Assert.Empty(Kept(service));
    }

    [Fact]
    public async Task AFormThatEndsEarly_OrHasTwoFiles_IsRefused()
    {
        await using RunningService service = await StartAsync();
        byte[] image = Photo(6);
        foreach (string route in new[] { Route, "/api/v1/indexes/photos/search" })
        {
            byte[] form = await RunningService.NamedForm(image, "a.jpg").ReadAsByteArrayAsync();
            string boundary = Encoding.Latin1.GetString(form).Split("\r\n")[0][2..];
            foreach (int length in new[] { 0, 10, boundary.Length + 4, form.Length / 2, form.Length - boundary.Length - 8 })
            {
                using var cut = new ByteArrayContent(form[..length]);
                cut.Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={boundary}");
                await RunningService.RefusedAsync(await service.Client.PostAsync(route, cut), 400, "InvalidRequest");
            }

            using MultipartFormDataContent two = new() { { RunningService.Image(image), "a", "a.jpg" },
                { RunningService.Image(image), "b", "b.jpg" } };
            string text = await RunningService.RefusedAsync(await service.Client.PostAsync(route, two), 400, "InvalidRequest");
            Assert.Contains("more than one file", text, StringComparison.Ordinal);
            using MultipartFormDataContent none = new() { { new StringContent("text"), "a" } };
            await RunningService.RefusedAsync(await service.Client.PostAsync(route, none), 400, "InvalidRequest");
        }

        Assert.Empty(Kept(service));
    }

    [Theory]
    [InlineData("Image/JPEG", 200)]
    [InlineData("APPLICATION/Octet-Stream", 200)]
    [InlineData("binary/octet-stream", 200)]
    [InlineData("application/octet-stream; charset=binary", 200)]
    [InlineData("text/plain", 415)]
    public async Task MediaTypes_AreTakenWithoutRegardToCase(string type, int status)
    {
        await using RunningService service = await StartAsync();
        using ByteArrayContent body = new(RunningService.Copy("Wine", "scale50"));
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        Assert.Equal(status, (int)(await service.Client.PostAsync("/api/v1/indexes/photos/search", body)).StatusCode);
    }

    private static Task<RunningService> StartAsync(Func<ServiceOptions, ServiceOptions>? change = null,
        Action<IServiceCollection>? services = null) =>
        RunningService.StartAsync((o, f) => (change ?? (x => x))(o with { UploadFolder = f.At("uploads") }), services);

    private static Task<RunningService> StartAsync(Func<ServiceOptions, TemporaryFolder, ServiceOptions> change) =>
        RunningService.StartAsync((o, f) => change(o with { UploadFolder = f.At("uploads") }, f));

    /// <summary>One picture, made another file by a few bytes behind its end.</summary>
    private static byte[] Photo(int number) =>
        [.. File.ReadAllBytes(Path.Combine(TestData.Hostile, "exif-o_Landscape_6.jpg")), .. BitConverter.GetBytes(number)];

    /// <summary>Files, and folders that would be left empty.</summary>
    private static string[] Kept(RunningService service) => [.. Directory.GetFileSystemEntries(service.Folder.At("uploads"), "*",
        SearchOption.AllDirectories).Where(e => File.Exists(e) || !Directory.EnumerateFileSystemEntries(e).Any())];

    /// <summary>A disk with room for so many bytes of a file.</summary>
    private sealed class FullStore(ServiceOptions options, int bytesThatFit)
        : UploadStore(options, Microsoft.Extensions.Logging.Abstractions.NullLogger<UploadStore>.Instance)
    {
        protected override Stream Create(string path) => new FullFile(base.Create(path), bytesThatFit);
    }

    private sealed class FullFile(Stream file, int room) : Stream
    {
        private const int NoSpace = 28;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count)
        {
            int fits = Math.Min(count, room - (int)file.Position);
            file.Write(buffer, offset, fits);
            if (fits < count)
            {
                throw new IOException("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : NoSpace);
            }
        }

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing) => file.Dispose();
    }
}
