using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImageSearch.Comparison;
using ImageSearch.Pictures;
using Spectre.Console;

namespace ImageSearch.Cli;

/// <summary>Results go to standard output, as a table or as JSON; errors go to standard error.</summary>
internal static class Output
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public static void Json<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Options));

    /// <summary>A number and what it counts.</summary>
    public static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    public static void Error(ImageSearchException error) => Console.Error.WriteLine($"{error.Kind}: {Advice.Tell(error)}");

    /// <summary>A file whose pixels could not be compared.</summary>
    public static void NotCompared(ImageException error) =>
        Console.Error.WriteLine($"{error.Kind}: {error.Message} Its pixels were not compared.");

    /// <summary>A confidence to two places, never rounded up to certainty; empty where there is none.</summary>
    public static string Confidence(double? confidence) =>
        confidence is { } some ? ComparisonWords.Confidence(some) : "";

    /// <summary>Parts in common, as JSON has them.</summary>
    public static object? Areas(IEnumerable<MatchedPart>? parts) =>
        parts?.Select(p => new { First = Corners(p.First), Second = Corners(p.Second) });

    /// <summary>Differences, as JSON has them.</summary>
    public static object? Areas(IEnumerable<ImageDifference>? differences) =>
        differences?.Select(d => new { First = Corners(d.First), Second = Corners(d.Second), d.Share });

    private static IEnumerable<double[]> Corners(IEnumerable<(double X, double Y)> corners) => corners.Select(p => new[] { p.X, p.Y });

    /// <summary>Columns of paths and names, which wrap where the terminal is narrow; the others are numbers and never do.</summary>
    private static readonly HashSet<string> Wrapping = ["query", "answer", "image"];

    public static Table NewTable(params string[] headings)
    {
        var table = new Table { Border = Console.IsOutputRedirected ? TableBorder.Ascii2 : TableBorder.Rounded };
        foreach (string heading in headings)
        {
            table.AddColumn(heading, column => column.NoWrap = !Wrapping.Contains(heading));
        }

        return table;
    }

    /// <summary>Narrower than this is no terminal's true width; some report none.</summary>
    private const int NarrowestTerminal = 40;

    /// <summary>Writes a table; a redirected one is as wide as it needs, so that no path is cut.</summary>
    public static void Write(Table table)
    {
        IAnsiConsole console = AnsiConsole.Console;
        if (Console.IsOutputRedirected || console.Profile.Width < NarrowestTerminal)
        {
            console.Profile.Width = 10_000;
        }

        if (Console.IsOutputRedirected)
        {
            console.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
            console.Profile.Capabilities.Ansi = false;
        }

        console.Write(table);
    }

    /// <summary>A path as it is shortest from here.</summary>
    public static string Short(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.Length < path.Length ? relative : path;
    }
}
