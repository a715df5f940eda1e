using System.Net;
using ImageSearch.TestSupport;

namespace ImageSearch.Service.Tests;

public sealed class HostileTests
{
    [Fact]
    public async Task EveryHostileUpload_IsAnsweredOrRefused_AndTheServiceGoesOn()
    {
        await using RunningService service = await RunningService.StartAsync();
        int answered = 0, refused = 0;
        await Parallel.ForEachAsync(Directory.GetFiles(TestData.Hostile), new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (file, cancel) =>
        {
            using HttpResponseMessage answer = await service.Client.PostAsync(
                "/api/v1/indexes/photos/search", RunningService.Image(await File.ReadAllBytesAsync(file, cancel)), cancel);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                Interlocked.Increment(ref answered);
                return;
            }

            string text = await answer.Content.ReadAsStringAsync(cancel);
            Assert.True((int)answer.StatusCode is 413 or 422, $"{file}: {text}");
            Assert.Matches("\"error\":\"(Image|DecoderMissing)", text);
            Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
            Interlocked.Increment(ref refused);
        });
        Assert.True(answered > 15 && refused > 15, $"{answered} answered, {refused} refused");
        Assert.NotEmpty((await service.SearchAsync(RunningService.Copy("Wine", "scale50")))["matches"]!.AsArray());
    }

    [Fact]
    public async Task AnImageOfTooManyPixels_IsRefused_ByTheServersOwnLimit()
    {
        await using RunningService service = await RunningService.StartAsync((o, _) => o with { LimitMegapixels = 0.1 });
        using HttpResponseMessage answer = await service.Client.PostAsync(
            "/api/v1/indexes/photos/search", RunningService.Image(await File.ReadAllBytesAsync(TestData.Photo("Wine"))));
        await RunningService.RefusedAsync(answer, 413, "ImageTooLarge");
    }
}
