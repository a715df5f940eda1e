using System.Diagnostics;

namespace ImageSearch.TestSupport;

/// <summary>
/// How tests start programs of ours as processes: by dotnet; or, where the tests bring their own .NET (eng/platforms.sh), as the program
/// itself, and through an emulator if IMAGESEARCH_EMULATOR names one.
/// </summary>
internal static class ProgramStart
{
    private static readonly bool BringsDotnet =
        Path.GetDirectoryName(typeof(object).Assembly.Location) == Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    /// <summary>The command, which lies beside the tests.</summary>
    public static string Command { get; } = Path.Combine(AppContext.BaseDirectory, "imagesearch.dll");

    /// <param name="assembly">The program's assembly, beside the tests.</param>
    /// <param name="arguments">What it is told.</param>
    public static ProcessStartInfo Of(string assembly, params IEnumerable<string> arguments)
    {
        if (!BringsDotnet)
        {
            // The same dotnet that runs the tests, if one does: there may be another on the path, or none.
            bool isDotnet = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
            return new ProcessStartInfo(isDotnet ? Environment.ProcessPath! : "dotnet", ["exec", assembly, .. arguments]);
        }

        string program = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        return Environment.GetEnvironmentVariable("IMAGESEARCH_EMULATOR") is { Length: > 0 } emulator
            ? new ProcessStartInfo(emulator, [program, .. arguments]) : new ProcessStartInfo(program, arguments);
    }
}
