using System.Globalization;
using System.Text;

namespace ImageSearch.Benchmarks.Fuzz;

/// <summary>Requests of every route that are right, or nearly: what mutations begin with.</summary>
internal sealed class FuzzSeeds
{
    private static readonly string[] Searching =
    [
        "neighbours", "minimumVotes", "maximumMatches", "minimumConfidence", "relation", "queryPlace", "comparePixels", "includeMirrored",
        "among", "verify", "pairs",
    ];

    private const int MaxImageBytes = 200_000;

    private readonly byte[][] _images;

    public FuzzSeeds()
    {
        _images = [.. Directory.GetFiles(ServiceBenchmark.Samples("copies"), "*__scale50.jpg").Take(6)
            .Concat(Directory.GetFiles(ServiceBenchmark.Samples("hostile")).Where(f => new FileInfo(f).Length < MaxImageBytes))
            .Select(File.ReadAllBytes)];
    }

    /// <summary>One of them, of the indexes bench and stable.</summary>
    public FuzzRequest Next(Random random)
    {
        string index = random.Next(2) == 0 ? "bench" : "stable";
        string id = random.Next(1, 40).ToString(CultureInfo.InvariantCulture);
        FuzzRequest Get(string route, params string[] query) => Make(random, "GET", route, index, id, query);
        FuzzRequest Post(string route, byte[] body, string? type, params string[] query)
        {
            FuzzRequest request = Make(random, "POST", route, index, id, query);
            request.Body = body;
            if (type is not null)
            {
                request.Headers.Add(("Content-Type", type));
            }

            return request;
        }

        const string Index = "/api/v1/indexes/{index}", Images = Index + "/images";
        byte[] image = _images[random.Next(_images.Length)];
        string boundary = "b" + random.Next(1000);
        return random.Next(22) switch
        {
            0 => Get(random.GetItems(["/", "/app.js", "/style.css", "/docs", "/docs/scalar.js"], 1)[0]),
            1 => Get(random.GetItems(["/ping", "/health/live", "/health/ready", "/metrics"], 1)[0]),
            2 => Get("/openapi/v1.json"),
            3 => Get("/api/v1/indexes"),
            4 => Get(Index),
            5 or 6 => Get(Images, "after", "limit"),
            7 => Get(Images + "/{id}"),
            8 => Get(Images + "/{id}/thumbnail", "size"),
            9 or 10 => Get(Images + "/{id}/similar", Searching),
            11 => Get(Index + "/duplicates", "keep", "relation", "minimumConfidence", "after", "limit"),
            12 or 13 => Post(Index + "/search", image, "image/jpeg", Searching),
            14 => Post(Index + "/search", Form(image, boundary), $"multipart/form-data; boundary={boundary}", Searching),
            15 or 16 => Post(Index + "/search/descriptors", Rows(random, "descriptors"), "application/json", Searching),
            17 => Post("/faiss/search", Rows(random, "vectors"), null),
            18 => Post("/faiss/search", Faiss(random, image), random.Next(2) == 0 ? "application/json" : null),
            19 => Post(Images, image, "application/octet-stream").To("bench"),
            20 => Post(Images, Form(image, boundary), $"multipart/form-data; boundary={boundary}").To("bench"),
            _ => Make(random, "DELETE", Images + "/{id}", "bench", id, []),
        };
    }

    private static FuzzRequest Make(Random random, string method, string route, string index, string id, string[] query) => new()
    {
        Method = method,
        Route = $"{method} {route}",
        Path = [.. route[1..].Split('/').Select(p => p == "{index}" ? index : p == "{id}" ? id : p)],
        Query = [.. query.Where(_ => random.Next(4) == 0).Select(name => (name, FuzzMutations.Value(random, name)))],
    };

    private static byte[] Form(byte[] image, string boundary) =>
    [
        .. Encoding.ASCII.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n"
            + "Content-Type: image/jpeg\r\n\r\n"),
        .. image, .. Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n"),
    ];

    private static byte[] Rows(Random random, string name)
    {
        string row = $"[{string.Join(',', Enumerable.Range(0, 128).Select(_ => random.Next(256)))}]";
        string rows = string.Join(',', Enumerable.Repeat(row, random.Next(1, 9)));
        return Encoding.ASCII.GetBytes($$"""{"k":{{random.Next(1, 9)}},"{{name}}":[{{rows}}]}""");
    }

    private static byte[] Faiss(Random random, byte[] image)
    {
        string text = random.Next(3) switch
        {
            0 => Convert.ToBase64String(image),
            1 => "copies/" + Path.GetFileName(Directory.GetFiles(ServiceBenchmark.Samples("copies"), "*.jpg")[0]),
            _ => random.GetItems(
                ["../secret", "/etc/passwd", "copies/../../x", "copies/%2e%2e/x", "a\\u0000b", new string('x', 5000)], 1)[0],
        };
        string ids = string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(40)));
        return Encoding.UTF8.GetBytes($$"""{"k":{{random.Next(1, 9)}},"ids":[{{ids}}],"image":"{{text}}"}""");
    }
}
