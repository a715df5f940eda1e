using System.Globalization;
using System.Text.RegularExpressions;

namespace ImageSearch.Tests.Cuda.Ptx;

/// <summary>One kernel of a PTX text: what it declares, and its statements one by one.</summary>
internal sealed partial class PtxKernel
{
    private PtxKernel(Match entry)
    {
        Name = entry.Groups["name"].Value;
        Parameter = entry.Groups["parameter"].Value;
        ParameterBytes = Number(entry.Groups["bytes"].Value);
        Threads = Number(entry.Groups["threads"].Value);
        string code = entry.Groups["code"].Value;
        Match[] shared = [.. Shared().Matches(code).Cast<Match>()];
        Assert.True(shared.Length <= 1, $"{Name} has more than one object in shared memory");
        (SharedName, SharedBytes) = shared.Length == 0 ? ("", 0)
            : (shared[0].Groups["name"].Value, Number(shared[0].Groups["bytes"].Value));
        Registers = Declared().Matches(code).ToDictionary(m => m.Groups["kind"].Value, m => Number(m.Groups["count"].Value));
        Statements = [.. Declaration().Replace(code, "").Split([';', '\n'], StringSplitOptions.TrimEntries)
            .SelectMany(line => Labelled().Replace(line, "$1\n").Split('\n', StringSplitOptions.TrimEntries))
            .Where(line => line.Length > 0 && line is not "{" and not "}")];
    }

    public string Name { get; }

    /// <summary>The name of its one parameter, a structure.</summary>
    public string Parameter { get; }

    public int ParameterBytes { get; }

    /// <summary>Threads in a block.</summary>
    public int Threads { get; }

    /// <summary>The name of its object in shared memory.</summary>
    public string SharedName { get; }

    public int SharedBytes { get; }

    /// <summary>How many registers there are of each kind: p, r and rd.</summary>
    public IReadOnlyDictionary<string, int> Registers { get; }

    /// <summary>Instructions, and labels that end in a colon.</summary>
    public IReadOnlyList<string> Statements { get; }

    /// <summary>The kernels of a text.</summary>
    public static IReadOnlyList<PtxKernel> Parse(string ptx)
    {
        string text = Comment().Replace(ptx, "");
        PtxKernel[] kernels = [.. Entry().Matches(text).Select(m => new PtxKernel(m))];
        Assert.Equal(Regex.Count(text, @"\.entry\b"), kernels.Length);
        return kernels;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\.entry (?<name>\w+)\(\s*\.param \.align \d+ \.b8 (?<parameter>\w+)\[(?<bytes>\d+)\]\s*\)\s*"
        + @"\.maxntid (?<threads>\d+), 1, 1\s*\.minnctapersm \d+\s*\{(?<code>.*?)\n\}", RegexOptions.Singleline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"\.shared \.align \d+ \.b8 (?<name>\S+?)\[(?<bytes>\d+)\];")]
    private static partial Regex Shared();

    [GeneratedRegex(@"\.reg \.\w+\s+%(?<kind>\w+)<(?<count>\d+)>;")]
    private static partial Regex Declared();

    [GeneratedRegex(@"^\s*\.(reg|shared)[^;]*;", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^(\$\w+:)")]
    private static partial Regex Labelled();
}
