using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearch.Storage;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>What nodes answer, as tests compare it.</summary>
internal static class NodeAnswers
{
    /// <summary>An altered copy of a photograph that the tests' indexes have.</summary>
    public const string Query = "Bridge_by_Sander_Klootwijk__crop50.jpg";

    /// <summary>Sends a query.</summary>
    public static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, string query = Query, string options = "", CancellationToken cancel = default)
    {
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(TestData.Copies, query), cancel));
        content.Headers.ContentType = new("image/jpeg");
        return await client.PostAsync($"api/v1/indexes/{TestCluster.Index}/search{options}", content, cancel);
    }

    /// <summary>The answer to a query, without times.</summary>
    public static async Task<string> SearchAsync(
        HttpClient client, string query = Query, string options = "", CancellationToken cancel = default)
    {
        using HttpResponseMessage response = await SendAsync(client, query, options, cancel);
        string answer = await response.Content.ReadAsStringAsync(cancel);
        return response.IsSuccessStatusCode ? WithoutTimes(answer)
            : throw new HttpRequestException(answer, null, response.StatusCode);
    }

    /// <summary>Waits until all nodes have what was published last; then clients end, and each saw answers, and right ones alone.</summary>
    public static async Task CheckAsync(TestCluster cluster, NodeProcess[] nodes, Task<HashSet<string>>[] clients,
        CancellationTokenSource done, HashSet<string> right)
    {
        long newest = IndexFile.Open(cluster.FilePath).Generation;
        foreach (NodeProcess node in nodes)
        {
            await Waits.UntilAsync(async () => await node.GenerationAsync() == newest, "every node has the newest generation");
        }

        await done.CancelAsync();
        foreach (HashSet<string> seen in await Task.WhenAll(clients))
        {
            Assert.NotEmpty(seen);
            Assert.Empty(seen.Except(right));
        }
    }

    /// <summary>All of an answer but how long it took and when.</summary>
    public static string WithoutTimes(string json)
    {
        JsonObject answer = JsonNode.Parse(json)!.AsObject();
        foreach (string name in answer.Select(p => p.Key).Where(k => k == "milliseconds"
            || k.EndsWith("Utc", StringComparison.Ordinal)).ToArray())
        {
            answer.Remove(name);
        }

        return answer.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }
}
