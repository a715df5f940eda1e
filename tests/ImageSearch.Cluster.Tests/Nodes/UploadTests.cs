using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ImageSearch.Storage;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>What clients may count on that send a change to the next node when one does not answer: it is done once.</summary>
[Collection(PostgresGroup.Name)]
public sealed class UploadTests(PostgresServer server)
{
    private const string Images = $"api/v1/indexes/{TestCluster.Index}/images";

    [PostgresFact]
    public async Task WhatIsSentToSeveralNodes_IsDoneOnce()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        using NodeProcess one = new(cluster, "one"), two = new(cluster, "two");
        one.Start("--uploads", cluster.At("uploads"));
        two.Start("--uploads", cluster.At("uploads"));
        NodeProcess[] nodes = [one, two];

        // At the same time, and again; a node may not have heard of what the other one did.
        var answers = new List<HttpResponseMessage>();
        for (int round = 0; round < 2; round++)
        {
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 6).Select(i => UploadAsync(nodes[i % 2]))));
        }

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.All(answers, a => Assert.True(a.IsSuccessStatusCode));
        string[] texts = await Task.WhenAll(answers.Select(a => a.Content.ReadAsStringAsync()));
        JsonElement[] images = [.. texts.Select(t => JsonDocument.Parse(t).RootElement.GetProperty("image"))];
        long id = images.Select(i => i.GetProperty("id").GetInt64()).Distinct().Single();
        Assert.Equal(21, IndexFile.Open(await ExportAsync(cluster, 1)).ImageCount);

        string hash = images[0].GetProperty("sha256").GetString()!;
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await RemoveAsync(one, id, new string('0', 64))).StatusCode);
        HttpStatusCode[] removed = [.. (await Task.WhenAll(Enumerable.Range(0, 6).Select(i => RemoveAsync(nodes[i % 2], id, hash))))
            .Select(a => a.StatusCode)];
        Assert.Single(removed, HttpStatusCode.NoContent);
        Assert.Equal(5, removed.Count(s => s == HttpStatusCode.NotFound));
        Assert.Equal(20, IndexFile.Open(await ExportAsync(cluster, 2)).ImageCount);

        // Its id is given to no other image, so that a removal that comes late removes nothing.
        using HttpResponseMessage again = await UploadAsync(two);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        using JsonDocument added = JsonDocument.Parse(await again.Content.ReadAsStringAsync());
        Assert.True(added.RootElement.GetProperty("image").GetProperty("id").GetInt64() > id);
    }

    private static async Task<HttpResponseMessage> UploadAsync(NodeProcess node)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(await File.ReadAllBytesAsync(TestData.Photo("Dragonfly"))), "image", "dragonfly.jpg" },
        };
        return await node.Client.PostAsync(Images, form);
    }

    private static async Task<HttpResponseMessage> RemoveAsync(NodeProcess node, long id, string hash)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"{Images}/{id}");
        request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{hash}\""));
        return await node.Client.SendAsync(request);
    }

    private static async Task<string> ExportAsync(TestCluster cluster, int number)
    {
        string file = cluster.At($"exported{number}.imgidx");
        using System.Diagnostics.Process process = ServedProcess.Start(
            "cluster", "export", TestCluster.Index, file, "--cluster", cluster.Connection);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return file;
    }
}
