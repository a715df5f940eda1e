namespace ImageSearch.Service.Tests;

/// <summary>A test that needs nginx; where there is none, the run says that it was skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NginxFactAttribute : FactAttribute
{
    public NginxFactAttribute()
    {
        if (Executable is null)
        {
            Skip = "DEPLOY/NGINX.CONF NOT TRIED: there is no nginx on the PATH, nor in /usr/sbin.";
        }
    }

    /// <summary>Where nginx is; null where there is none.</summary>
    public static string? Executable { get; } = OperatingSystem.IsWindows() ? null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists);
}
