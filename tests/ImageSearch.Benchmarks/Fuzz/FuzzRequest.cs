using System.Text;

namespace ImageSearch.Benchmarks.Fuzz;

/// <summary>A request as it goes over the wire, right or not.</summary>
internal sealed class FuzzRequest
{
    public required string Method { get; set; }

    /// <summary>Route of the document that it began as, for the tally.</summary>
    public required string Route { get; init; }

    /// <summary>The parts of its path.</summary>
    public required List<string> Path { get; init; }

    public List<(string Name, string Value)> Query { get; init; } = [];

    public List<(string Name, string Value)> Headers { get; init; } = [];

    public byte[] Body { get; set; } = [];

    /// <summary>What is announced beside what is sent: as many bytes more or fewer.</summary>
    public int AnnouncedTooMany { get; set; }

    /// <summary>In chunks, whose length nobody announces.</summary>
    public bool IsChunked { get; set; }

    /// <summary>Whether the server may wait for more than is sent.</summary>
    public bool MayLackARest => AnnouncedTooMany > 0 || (IsChunked && AnnouncedTooMany != 0)
        || Headers.Any(h => h.Name is "Content-Length" or "Transfer-Encoding" or "Expect");

    /// <summary>The same for one index.</summary>
    public FuzzRequest To(string index)
    {
        Path[3] = index;
        return this;
    }

    /// <summary>Everything that is sent.</summary>
    public byte[] ToBytes()
    {
        string query = string.Join('&', Query.Select(q => $"{q.Name}={q.Value}"));
        var head = new StringBuilder($"{Method} /{string.Join('/', Path)}{(query.Length > 0 ? "?" + query : "")} HTTP/1.1\r\n");
        if (!Headers.Any(h => h.Name.Equals("Host", StringComparison.OrdinalIgnoreCase)))
        {
            head.Append("Host: localhost\r\n");
        }

        Headers.ForEach(h => head.Append($"{h.Name}: {h.Value}\r\n"));
        if (IsChunked)
        {
            head.Append("Transfer-Encoding: chunked\r\n");
        }
        else if (Body.Length > 0 || Method is "POST" or "PUT")
        {
            head.Append($"Content-Length: {Math.Max(0, Body.Length + AnnouncedTooMany)}\r\n");
        }

        head.Append("Connection: close\r\n\r\n");
        byte[] start = Encoding.Latin1.GetBytes(head.ToString());
        return IsChunked
            ? [.. start, .. Encoding.ASCII.GetBytes($"{Body.Length:x}\r\n"), .. Body,
                .. (AnnouncedTooMany == 0 ? "\r\n0\r\n\r\n"u8 : "\r\n"u8)]
            : [.. start, .. Body];
    }
}
