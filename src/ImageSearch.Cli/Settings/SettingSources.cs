using System.CommandLine;
using System.Globalization;
using ImageSearch.Service;
using Microsoft.Extensions.Configuration;

namespace ImageSearch.Cli.Settings;

/// <summary>Reads what is not typed from the environment, and what stands neither there from a file.</summary>
/// <param name="environment">Reads the variables, without what their names begin with; most commands take no settings, and read
/// none.</param>
internal sealed class SettingSources(Func<IConfiguration> environment)
{
    /// <summary>Secrets stand in files or variables of their own. A variable with one counts before a settings file that names a file with
    /// one.</summary>
    private static readonly Dictionary<string, string> Secrets = new(StringComparer.Ordinal)
    {
        [ClusterOptions.FileName] = ClusterOptions.Variable,
        ["--follow-key-file"] = FollowOptions.KeyVariable,
    };

    /// <summary>What has no meaning without another option. A variable of these is not read then: it may be there for other
    /// calls.</summary>
    private static readonly Dictionary<string, string> BelongsTo = new(StringComparer.Ordinal)
    {
        [ClusterOptions.FileName] = ClusterOptions.Name,
        ["--cache"] = ClusterOptions.Name,
        [ShardOptions.Name] = ClusterOptions.Name,
        ["--node-address"] = ShardOptions.Name,
        ["--node-name"] = ShardOptions.Name,
        ["--replicas"] = ShardOptions.Name,
        ["--node-certificate"] = ShardOptions.Name,
        ["--node-key"] = ShardOptions.Name,
        ["--node-authority"] = ShardOptions.Name,
        ["--private-network"] = ShardOptions.Name,
        ["--follow-key-file"] = "--follow",
        ["--follow-unencrypted"] = "--follow",
    };

    private readonly Lazy<IConfiguration> _environment = new(environment);

    /// <summary>The environment of this process.</summary>
    public static SettingSources OfProcess() =>
        new(() => new ConfigurationBuilder().AddEnvironmentVariables(SettingNames.Prefix).Build());

    /// <summary>What is set of a command's options that were not typed.</summary>
    /// <param name="typed">What was typed.</param>
    /// <exception cref="ArgumentException">The file cannot be read, or has something in it that is not known; or a value cannot
    /// be.</exception>
    public IReadOnlyList<Setting> Read(ParseResult typed)
    {
        Command command = typed.CommandResult.Command;
        string? path = typed.GetValue<string?>(SettingNames.File);
        IConfiguration? file = path is null ? null : FileOf(path, typed.RootCommandResult.Command);
        var found = new List<Setting>();
        foreach (Symbol symbol in SettingNames.Of(command).Where(s => !IsTyped(typed, s)))
        {
            Setting? set = command.Name != ServeCommand.Name || !BelongsTo.TryGetValue(symbol.Name, out string? leading)
                || IsTyped(typed, command.Options.Single(o => o.Name == leading)) || found.Any(f => f.Name == leading)
                ? OfEnvironment(symbol) : null;
            if ((set ?? (file is null ? null : OfFile(symbol, file, path!))) is { } setting)
            {
                found.Add(setting);
            }
        }

        return found;
    }

    private static bool IsTyped(ParseResult typed, Symbol symbol) => symbol is Option option
        ? typed.GetResult(option) is { Implicit: false } : typed.GetResult((Argument)symbol) is { Tokens.Count: > 0 };

    /// <summary>That it is a node says the command line or the file: the variable has the connection string, whoever reads it.</summary>
    private Setting? OfEnvironment(Symbol symbol)
    {
        if (symbol.Name == ClusterOptions.Name || Find(_environment.Value, symbol.Name) is not { } section)
        {
            return null;
        }

        string source = SettingNames.VariableOf(symbol.Name);
        string[] values = [.. ValuesOf(section, source)
            .SelectMany(v => TakesSeveral(symbol) ? v.Split(';', StringSplitOptions.TrimEntries) : [v]).Where(v => v.Length > 0)];
        return values.Length == 0 ? null : Checked(symbol, values, source);
    }

    private Setting? OfFile(Symbol symbol, IConfiguration file, string path)
    {
        if (Find(file, symbol.Name) is not { } section
            || (Secrets.TryGetValue(symbol.Name, out string? variable) && VariableIsSet(variable)))
        {
            return null;
        }

        string source = $"'{section.Key}' in '{path}'";
        string[] values = ValuesOf(section, source);
        if (symbol.Name == ClusterOptions.Name)
        {
            return !bool.TryParse(values.FirstOrDefault(), out bool isNode) ? throw new ArgumentException(
                    $"{source} takes true or false. The connection string, which may have a password, comes from "
                    + $"{ClusterOptions.FileName} or {ClusterOptions.Variable}.")
                : isNode && symbol is Option { Arity.MinimumNumberOfValues: 0 } ? new Setting(symbol.Name, [], source) : null;
        }

        return values.Length == 0 ? null : values.Any(v => v.Length == 0) ? throw new ArgumentException($"{source} is empty.")
            : Checked(symbol, values, source);
    }

    private bool VariableIsSet(string variable) =>
        Find(_environment.Value, variable[SettingNames.Prefix.Length..])?.Value is { } value && !string.IsNullOrWhiteSpace(value);

    private static Setting Checked(Symbol symbol, string[] values, string source) =>
        values.Length > 1 && !TakesSeveral(symbol) ? throw new ArgumentException($"{source} takes one value, and has {values.Length}.")
        : symbol is Option<bool> && !bool.TryParse(values[0], out _)
            ? throw new ArgumentException($"{source} takes true or false, not '{values[0]}'.")
        : new Setting(symbol.Name, values, source);

    private static bool TakesSeveral(Symbol symbol) => symbol is Option<string[]> or Argument<string[]>;

    private static IConfigurationSection? Find(IConfiguration settings, string name) =>
        settings.GetChildren().FirstOrDefault(s => SettingNames.KeyOf(s.Key) == SettingNames.KeyOf(name));

    /// <summary>One value, or those of a list, in their order.</summary>
    /// <exception cref="ArgumentException">There are settings within it.</exception>
    private static string[] ValuesOf(IConfigurationSection section, string source)
    {
        IConfigurationSection[] items = [.. section.GetChildren()];
        return items.FirstOrDefault(i => !int.TryParse(i.Key, CultureInfo.InvariantCulture, out _) || i.GetChildren().Any()) is { } inner
            ? throw new ArgumentException($"{source} has '{inner.Key}' in it, which is not known.")
            : items.Length > 0 ? [.. items.OrderBy(i => int.Parse(i.Key, CultureInfo.InvariantCulture)).Select(i => i.Value ?? "")]
            : section.Value is { } value ? [value] : [];
    }

    /// <summary>The file, of which every name is known.</summary>
    private static IConfigurationRoot FileOf(string path, Command root)
    {
        IConfigurationRoot file;
        try
        {
            string full = Path.GetFullPath(path);
            using FileStream stream = File.OpenRead(full);
            file = new ConfigurationBuilder().AddJsonStream(stream).Build();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or InvalidDataException
            or System.Text.Json.JsonException or ArgumentException or NotSupportedException)
        {
            throw new ArgumentException($"The settings '{path}' ({SettingNames.File}) could not be read: {e.Message}", e);
        }

        IReadOnlySet<string> known = SettingNames.All(root);
        IConfigurationSection[] all = [.. file.GetChildren()];
        string[] unknown = [.. all.Select(s => s.Key).Where(k => !known.Contains(SettingNames.KeyOf(k)))];
        return unknown.Length > 0
            ? throw new ArgumentException($"The settings '{path}' ({SettingNames.File}) have what is not known: "
                + $"{string.Join(", ", unknown)}. They are called as the options of 'imagesearch serve' and 'imagesearch cluster'.")
            : all.GroupBy(s => SettingNames.KeyOf(s.Key)).FirstOrDefault(g => g.Count() > 1) is { } twice
                ? throw new ArgumentException($"The settings '{path}' ({SettingNames.File}) have one thing twice: "
                    + $"{string.Join(" and ", twice.Select(s => s.Key))}.")
            : file;
    }
}
