namespace ImageSearch.Cli.Tests;

/// <summary>A test that needs curl; where there is none, the run says that it was skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CurlFactAttribute : FactAttribute
{
    public CurlFactAttribute()
    {
        string[] names = OperatingSystem.IsWindows() ? ["curl.exe"] : ["curl"];
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (!folders.Any(f => names.Any(n => File.Exists(Path.Combine(f, n)))))
        {
            Skip = "NOT TRIED WITH CURL: there is no curl on the PATH.";
        }
    }
}
