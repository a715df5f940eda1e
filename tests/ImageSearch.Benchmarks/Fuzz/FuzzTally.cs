using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageSearch.Benchmarks.Fuzz;

/// <summary>What was answered, and what may not be.</summary>
/// <param name="secrets">Paths of the server, which no answer may have; of the compatible route's matches they are the answer.</param>
internal sealed class FuzzTally(string[] secrets)
{
    private const int MaxTold = 20;

    private readonly ConcurrentDictionary<(string Route, string Status), int> _answers = [];
    private readonly ConcurrentQueue<string> _failures = [];
    private int _sent;

    public int Sent => _sent;

    public int Failures => _failures.Count;

    /// <summary>Takes an answer.</summary>
    public void Take(FuzzRequest request, FuzzAnswer came)
    {
        Interlocked.Increment(ref _sent);
        (string status, string answer) = (came.Status, came.Text);
        _answers.AddOrUpdate((request.Route, status), 1, (_, count) => count + 1);
        if (WrongOf(request, came) is { } wrong)
        {
            Fail($"{wrong}\n{Shown(request.ToBytes())}\n-> {answer[..Math.Min(answer.Length, 600)]}");
        }
    }

    /// <summary>Notes what went wrong.</summary>
    public void Fail(string what)
    {
        _failures.Enqueue(what);
        if (_failures.Count <= MaxTold)
        {
            Console.Error.WriteLine(what);
            Console.Error.WriteLine();
        }
    }

    /// <summary>Statuses by route, as lines.</summary>
    public IEnumerable<string> Lines() =>
        from answer in _answers
        group $"{answer.Value}x{answer.Key.Status}" by answer.Key.Route into route
        orderby route.Key
        select $"{route.Key,-55} {string.Join(' ', route.Order(StringComparer.Ordinal))}";

    /// <summary>Statuses of all routes.</summary>
    public JsonObject Statuses() => new(_answers.GroupBy(a => a.Key.Status).OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.Sum(a => a.Value))));

    private string? WrongOf(FuzzRequest request, FuzzAnswer came)
    {
        (string status, string answer) = (came.Status, came.Text);
        if (came is { Text: "", Ending: not FuzzEnding.ClientLeft })
        {
            return "the connection was closed without an answer";
        }

        if (status.StartsWith('5') && status is not ("503" or "507"))
        {
            return $"{status} is no answer";
        }

        if (answer.Contains("\n   at ", StringComparison.Ordinal) || answer.Contains("\\n   at ", StringComparison.Ordinal))
        {
            return "a stack trace is told";
        }

        bool mayTell = status == "200" && request.Route == "POST /faiss/search";
        return mayTell ? null : secrets.FirstOrDefault(s => answer.Contains(s, StringComparison.Ordinal)) is { } secret
            ? $"'{secret}' is told" : null;
    }

    private static string Shown(byte[] request)
    {
        const int Most = 500;
        string text = Encoding.Latin1.GetString(request, 0, Math.Min(request.Length, Most));
        return new string([.. text.Select(c => c is '\n' or (>= ' ' and <= '~') ? c : '.')])
            + (request.Length > Most ? $"... {request.Length} bytes" : "");
    }
}
