using System.CommandLine;

namespace ImageSearch.Cli.Settings;

/// <summary>Which options may come from a file or the environment, and what they are called there.</summary>
internal static class SettingNames
{
    /// <summary>What the environment's variables begin with.</summary>
    public const string Prefix = "IMAGESEARCH_";

    /// <summary>The option that names the file.</summary>
    public const string File = "--config";

    /// <summary>The index files of serve, which are typed without an option.</summary>
    public const string Indexes = "indexes";

    /// <summary>Options that are about one call, whoever makes it: what replaces something is not to be said by a file that lies
    /// around.</summary>
    private static readonly string[] OfOneCall = [File, "--force", "--name", "--stop-with-input", "--help", "--version"];

    /// <summary>--config, as all commands have it that take settings.</summary>
    public static Option<string?> FileOption() => new(File)
    {
        Description = "A file of JSON with what is not typed here; variables of the environment, IMAGESEARCH_ and the option's name, come "
            + "before it.",
    };

    /// <summary>Whether a command takes settings.</summary>
    public static bool AreTaken(Command command) => command.Options.Any(o => o.Name == File);

    /// <summary>The options and the argument of a command that may be set so.</summary>
    public static IReadOnlyList<Symbol> Of(Command command) =>
    [
        .. command.Arguments.Where(a => a.Name == Indexes),
        .. command.Options.Where(o => !OfOneCall.Contains(o.Name) && (o.Name != "--json" || command.Name == ServeCommand.Name)),
    ];

    /// <summary>All names that a file may have, whichever of the commands it is read for.</summary>
    public static IReadOnlySet<string> All(Command root) => WithSubcommands(root).Where(AreTaken).SelectMany(Of)
        .Select(s => KeyOf(s.Name)).ToHashSet(StringComparer.Ordinal);

    /// <summary>What a name is compared by: --limit-body-megabytes, LimitBodyMegabytes and LIMIT_BODY_MEGABYTES are one.</summary>
    public static string KeyOf(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>The environment's variable.</summary>
    public static string VariableOf(string name) => Prefix + name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    private static IEnumerable<Command> WithSubcommands(Command command) =>
        command.Subcommands.SelectMany(WithSubcommands).Prepend(command);
}
