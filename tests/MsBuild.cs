using System.Diagnostics;

namespace ImageSearch.TestSupport;

/// <summary>Asks the build of a project; nothing is built.</summary>
internal static class MsBuild
{
    /// <param name="project">Its folder, below src.</param>
    /// <param name="arguments">As for dotnet msbuild.</param>
    /// <returns>The exit code and what was written.</returns>
    public static async Task<(int Code, string Output)> RunAsync(string project, params string[] arguments)
    {
        bool isDotnet = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        var start = new ProcessStartInfo(isDotnet ? Environment.ProcessPath! : "dotnet")
        {
            ArgumentList = { "msbuild", Path.Combine(TestData.Repository, "src", project), "-nologo", "-nodeReuse:false" },
            RedirectStandardOutput = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Trim());
    }
}
