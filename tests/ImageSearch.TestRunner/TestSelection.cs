using Xunit.Abstractions;

namespace ImageSearch.TestRunner;

/// <summary>
/// Which tests a platform runs. A list says which it cannot: a line has the platform, the beginning of the tests' names (namespace, class,
/// method, arguments) and the reason, with tabs between.
/// </summary>
internal sealed class TestSelection
{
    private readonly string[] _prefixes;
    private readonly (string Name, string Reason)[] _leftOut;

    public TestSelection(string list, string platform, string[] prefixes)
    {
        _prefixes = prefixes;
        _leftOut = [.. File.ReadLines(list).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t'))
            .Where(l => l[0] == platform).Select(l => (l[1], l[2]))];
    }

    /// <summary>What is to be run and is not in the log yet. What cannot be run is written down there.</summary>
    public IReadOnlyList<ITestCase> Take(IReadOnlyList<ITestCase> cases, TestLog log)
    {
        var taken = new List<ITestCase>();
        foreach (ITestCase test in cases.Where(c => !log.Has(c)))
        {
            string name = test.DisplayName;
            if (_prefixes.Length > 0 && !_prefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)))
            {
                continue;
            }

            if (_leftOut.FirstOrDefault(l => name.StartsWith(l.Name, StringComparison.Ordinal)).Reason is { } reason)
            {
                log.End(test, 0, "left out", reason);
            }
            else
            {
                taken.Add(test);
            }
        }

        return taken;
    }
}
