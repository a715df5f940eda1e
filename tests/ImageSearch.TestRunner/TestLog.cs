using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace ImageSearch.TestRunner;

/// <summary>
/// A line a test: its outcome, its id, seconds, its name, and why it failed or was not run, with tabs between. A line "began" comes before,
/// so that a test that takes the process along is known: it is "broken" as soon as the log is opened again.
/// </summary>
internal sealed class TestLog : IDisposable
{
    private readonly Dictionary<string, string> _ended = [];
    private readonly StreamWriter _writer;

    public TestLog(string path)
    {
        var began = new Dictionary<string, string>();
        foreach (string[] line in File.Exists(path) ? File.ReadLines(path).Select(l => l.Split('\t')) : [])
        {
            if (line[0] == "began")
            {
                began[line[1]] = line[3];
            }
            else
            {
                _ended[line[1]] = line[0];
            }
        }

        _writer = new StreamWriter(path, append: true, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
        {
            AutoFlush = true,
            NewLine = "\n",
        };
        foreach ((string id, string name) in began.Where(b => !_ended.ContainsKey(b.Key)))
        {
            Write("broken", id, 0, name, "It took the process along, or did not end in time.");
        }
    }

    public int Failures => _ended.Values.Count(outcome => outcome is "failed" or "broken");

    public bool Has(ITestCase test) => _ended.ContainsKey(test.UniqueID);

    public void Begin(ITestCase test) => Line("began", test.UniqueID, 0, test.DisplayName, "");

    public void End(ITestCase test, decimal seconds, string outcome, string text) =>
        Write(outcome, test.UniqueID, seconds, test.DisplayName, text);

    /// <summary>What went wrong outside of a test: where classes and collections are set up and cleaned up.</summary>
    public void Trouble(string text) => Write("failed", $"trouble-{_ended.Count}", 0, "outside of tests", text);

    public void Dispose() => _writer.Dispose();

    private void Write(string outcome, string id, decimal seconds, string name, string text)
    {
        _ended[id] = outcome;
        Line(outcome, id, seconds, name, text);
        if (outcome is "failed" or "broken")
        {
            Console.WriteLine($"{outcome}: {name}\n    {text.ReplaceLineEndings("\n    ")}");
        }
    }

    private void Line(string outcome, string id, decimal seconds, string name, string text) => _writer.WriteLine(string.Join('\t',
        outcome, id, seconds.ToString("0.00", CultureInfo.InvariantCulture), Plain(name), Plain(text)));

    private static string Plain(string text) =>
        text.ReplaceLineEndings(" | ").Replace('\t', ' ').Replace("\0", "\\0", StringComparison.Ordinal);
}
