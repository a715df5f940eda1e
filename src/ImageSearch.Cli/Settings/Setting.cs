namespace ImageSearch.Cli.Settings;

/// <summary>What a file or the environment says of an option that was not typed.</summary>
/// <param name="Name">The option, as it is typed; of the index files, their argument's name.</param>
/// <param name="Values">What it is to be.</param>
/// <param name="Source">Where that stands, for whoever must put it right.</param>
internal sealed record Setting(string Name, IReadOnlyList<string> Values, string Source);
