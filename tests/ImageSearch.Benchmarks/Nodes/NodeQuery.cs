using System.Text.Json.Nodes;

namespace ImageSearch.Benchmarks.Nodes;

/// <summary>An image that a service is asked for, and the right answer.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="Right">The name of the image that it is made of; null if none is right.</param>
internal sealed record NodeQuery(byte[] Bytes, string? Right)
{
    /// <summary>Every tenth of a list.</summary>
    /// <param name="path">TSV: query image, right answer or none, kind.</param>
    public static NodeQuery[] Read(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return [.. File.ReadLines(path).Where((l, i) => l.Length > 0 && i % 10 == 0).Select(l => l.Split('\t'))
            .Select(f => new NodeQuery(File.ReadAllBytes(Path.Combine(folder, f[0])), f[1] == "none" ? null : Path.GetFileName(f[1])))];
    }

    /// <summary>Asks a service.</summary>
    /// <returns>Whether the first answer is right.</returns>
    /// <exception cref="HttpRequestException">It did not answer.</exception>
    public async Task<bool> AskAsync(HttpClient client)
    {
        using var content = new ByteArrayContent(Bytes);
        content.Headers.ContentType = new("image/jpeg");
        using HttpResponseMessage response = await client.PostAsync(new Uri("api/v1/indexes/bench/search", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        string? first = answer["matches"]!.AsArray().FirstOrDefault()?["image"]!["file"]!.GetValue<string>();
        return Right is null ? first is null : first == Right;
    }
}
