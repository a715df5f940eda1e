using System.Globalization;
using System.Text;

namespace ImageSearch.Benchmarks.Fuzz;

/// <summary>What is done to a request so that it is not right any more, or oddly so.</summary>
internal static class FuzzMutations
{
    private static readonly string[] Odd =
    [
        "", "0", "-1", "1e9", "NaN", "2147483648", "9223372036854775808", "00000000000000000001", "1.5", "+5", "0x10", "true", "TRUE",
        "null",
        "%00", "%2e%2e", "..", "%2f", "%5c..%5c", "%ff%fe", "%F0%9F%92%A9", "%c0%ae", "a b", "'", "%22", "<script>", "{{7*7}}", "%25s%25n",
        "Resized,", ",", "Resized,Resized", "\u00e9", "con", "nul.jpg",
    ];

    private static readonly string[] HeaderNames =
    [
        "Content-Type", "Accept", "Accept-Encoding", "If-None-Match", "If-Match", "Range", "Expect", "Origin", "Host", "X-Request-Id",
        "X-Api-Key", "Authorization", "Sec-Fetch-Site", "Sec-Fetch-Dest", "X-Forwarded-For", "X-Forwarded-Proto", "X-HTTP-Method-Override",
        "Content-Encoding", "Transfer-Encoding", "Content-Length", "Cookie", "Upgrade", "TE", "Access-Control-Request-Method",
    ];

    private static readonly string[] HeaderValues =
    [
        "", "*", "*/*", "W/\"x\"", "\"", "bytes=0-", "bytes=5-1,9-", "100-continue", "null", "https://evil.example", "cross-site", "image",
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"", "image/jpeg; charset=\"",
        "text/plain",
        "application/json", "gzip, br;q=0", "chunked", "Bearer x", "Basic !", "127.0.0.1, ::1", "h2c", "a\tb", "GET",
    ];

    /// <summary>A value that a parameter might have.</summary>
    public static string Value(Random random, string name) => random.Next(5) == 0 ? Text(random) : name switch
    {
        "relation" => "Resized,Reencoded",
        "queryPlace" => "UpperLeft",
        "keep" => "Oldest",
        "among" => "1,2,3",
        "minimumConfidence" => "0.5",
        "comparePixels" or "includeMirrored" or "verify" or "pairs" => random.Next(2) == 0 ? "true" : "false",
        _ => random.Next(1, 60).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Mutates it, one to four times.</summary>
    public static void Apply(FuzzRequest request, Random random)
    {
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            Once(request, random);
        }
    }

    private static void Once(FuzzRequest request, Random random)
    {
        switch (random.Next(14))
        {
            case 0:
                request.Path[random.Next(request.Path.Count)] = Text(random);
                break;
            case 1:
                request.Path.Insert(random.Next(request.Path.Count + 1), Text(random));
                break;
            case 2:
                request.Query.Add((Text(random), Text(random)));
                break;
            case 3 when request.Query.Count > 0:
                request.Query.Add((request.Query[0].Name, Text(random)));
                break;
            case 4:
                request.Headers.Add((random.GetItems(HeaderNames, 1)[0], random.GetItems(HeaderValues, 1)[0]));
                break;
            case 5:
                request.Headers.RemoveAll(h => h.Name == "Content-Type");
                break;
            case 6:
                request.Method = random.GetItems(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "ODD"], 1)[0];
                break;
            case 7:
                request.AnnouncedTooMany = random.Next(-3, 4);
                break;
            case 8:
                request.IsChunked = true;
                break;
            default:
                request.Body = Body(request.Body, random);
                break;
        }
    }

    private static byte[] Body(byte[] body, Random random)
    {
        switch (random.Next(9))
        {
            case 0:
                return body[..random.Next(body.Length + 1)];
            case 1:
                return [.. body, .. body];
            case 2:
                int depth = random.Next(1, 3000);
                return Encoding.ASCII.GetBytes($$"""{"k":1,"x":{{new string('[', depth)}}{{new string(']', random.Next(2) * depth)}}}""");
            case 3:
                byte[] noise = new byte[random.Next(2000)];
                random.NextBytes(noise);
                return noise;
            case 4 when body.Length > 0:
                int at = random.Next(body.Length);
                return [.. body[..at], .. Encoding.Latin1.GetBytes(Text(random)), .. body[at..]];
            case 5 when body.Length > 10:
                int cut = random.Next(body.Length - 8);
                return [.. body[..cut], .. body[(cut + random.Next(1, 8))..]];
            default:
                byte[] flipped = [.. body];
                for (int i = random.Next(1, 20); i > 0 && flipped.Length > 0; i--)
                {
                    // Beginnings decide what it is taken for.
                    int where = random.Next(2) == 0 ? random.Next(flipped.Length) : random.Next(Math.Min(flipped.Length, 300));
                    flipped[where] = (byte)random.Next(256);
                }

                return flipped;
        }
    }

    private static string Text(Random random) => random.Next(8) == 0
        ? new string((char)random.Next('a', 'z'), random.Next(1, 20_000)) : random.GetItems(Odd, 1)[0];
}
