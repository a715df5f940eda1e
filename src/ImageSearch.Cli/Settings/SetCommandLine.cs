using System.CommandLine;

namespace ImageSearch.Cli.Settings;

/// <summary>A command line with what is set beside it: read by the same rules, whoever says it.</summary>
/// <param name="Arguments">What was typed, and what is set.</param>
/// <param name="Settings">What is set.</param>
internal sealed record SetCommandLine(string[] Arguments, IReadOnlyList<Setting> Settings)
{
    /// <summary>What was typed, and what is set of the rest.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="typed">The same, read.</param>
    /// <param name="sources">Where settings come from.</param>
    /// <exception cref="ArgumentException">What is set cannot be.</exception>
    public static SetCommandLine Of(string[] arguments, ParseResult typed, SettingSources sources)
    {
        Command command = typed.CommandResult.Command;
        if (!SettingNames.AreTaken(command) || AsksForHelp(typed))
        {
            return new SetCommandLine(arguments, []);
        }

        IReadOnlyList<Setting> settings = sources.Read(typed);
        IEnumerable<string> options = settings.Where(s => s.Name != SettingNames.Indexes).SelectMany(Typed);

        // After what was typed: a list that ended it would take what comes next. What stands after -- is no option.
        int end = Array.IndexOf(arguments, "--") is >= 0 and var at ? at : arguments.Length;
        string[] all = [.. arguments[..end], .. options, .. arguments[end..]];
        return new SetCommandLine(settings.FirstOrDefault(s => s.Name == SettingNames.Indexes) is not { } indexes ? all
            : [.. all, .. end < arguments.Length ? [] : new[] { "--" }, .. indexes.Values], settings);
    }

    /// <summary>An error's words, with where the wrong value stands, if it was not typed.</summary>
    public string Told(string message) =>
        Settings.FirstOrDefault(s => message.Contains(s.Name, StringComparison.Ordinal)) is { } setting
            ? $"{message.TrimEnd()} It comes from {setting.Source}." : message;

    private static bool AsksForHelp(ParseResult typed) => typed.Action is System.CommandLine.Help.HelpAction;

    private static IEnumerable<string> Typed(Setting setting) =>
        setting.Values.Count == 0 ? [setting.Name] : setting.Values.Select(v => $"{setting.Name}={v}");
}
