using System.CommandLine;
using System.Text.RegularExpressions;

namespace ImageSearch.Cli;

/// <summary>The command and its commands, and what is said of a command line that is wrong.</summary>
internal static partial class AllCommands
{
    public static RootCommand Create() => new("Finds images by what they show.")
    {
        DemoCommand.Create(),
        AddCommand.Create(),
        FindCommand.Create(),
        CompareCommand.Create(),
        DuplicatesCommand.Create(),
        RestoreCommand.Create(),
        InfoCommand.Create(),
        UpdateCommand.Create(),
        TestCommand.Create(),
        OptimizeCommand.Create(),
        ExportCommand.Create(),
        ImportCommand.Create(),
        ServeCommand.Create(),
        PingCommand.Create(),
        NewKeyCommand.Create(),
        ClusterCommand.Create(),
    };

    /// <summary>Says on standard error what is wrong, and where help is.</summary>
    /// <param name="messages">What the parser says, or our own words.</param>
    /// <param name="command">The command that was called.</param>
    /// <param name="tell">Adds to what is said; nothing without it.</param>
    /// <returns>The exit code.</returns>
    public static int WrongUsage(IReadOnlyList<string> messages, string? command, Func<string, string>? tell = null)
    {
        foreach (string message in messages.Select(InWords).Select(m => tell?.Invoke(m) ?? m).Distinct())
        {
            Console.Error.WriteLine(message);
        }

        Console.Error.WriteLine($"See: imagesearch {(command is null ? "" : command + " ")}--help");
        return ExitCodes.Usage;
    }

    /// <summary>What the parser says of a value of another kind names .NET's type; whoever typed it knows numbers and names.</summary>
    private static string InWords(string message) => OtherKind().Match(message) is not { Success: true } match ? message
        : $"{match.Groups["name"].Value} takes {KindOf(match.Groups["type"].Value)}, not '{match.Groups["value"].Value}'.";

    private static string KindOf(string type) =>
        type.Contains("Int", StringComparison.Ordinal) ? "whole numbers" : type.Contains("Double", StringComparison.Ordinal)
        ? "a number, such as 0.5"
        : type.Contains("Boolean", StringComparison.Ordinal) ? "true or false" : type.Contains("Uri", StringComparison.Ordinal) ? "a URL"
        : "a value of another kind";

    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for (option|command|argument) '(?<name>[^']*)' as expected type '(?<type>.*)'",
        RegexOptions.Singleline)]
    private static partial Regex OtherKind();
}
