namespace ImageSearch.Cli.Tests;

/// <summary>A theory that needs systemd-analyze, of a system with systemd.</summary>
internal sealed class SystemdTheoryAttribute : TheoryAttribute
{
    public SystemdTheoryAttribute() => Skip = Program is null ? "systemd-analyze is not here." : null;

    /// <summary>The program; null if it is not here.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "systemd-analyze")).FirstOrDefault(File.Exists);
}
