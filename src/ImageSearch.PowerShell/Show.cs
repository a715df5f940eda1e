using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace ImageSearch.PowerShell;

/// <summary>What the views of module/ImageSearch.Format.ps1xml print.</summary>
public static class Show
{
    private static readonly string[] Units = ["bytes", "KB", "MB", "GB", "TB"];

    /// <summary>A path as seen from where the user is, if that is a folder and makes it shorter; else as it is.</summary>
    public static string? Path(string? path, PathInfo location)
    {
        if (path is null || location.Provider.Name != "FileSystem")
        {
            return path;
        }

        string relative = System.IO.Path.GetRelativePath(location.ProviderPath, path);
        return relative.Length < path.Length ? relative : path;
    }

    /// <summary>A number of bytes with its unit, which is a power of 1024.</summary>
    public static string Size(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString(unit == 0 ? "0" : value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.CurrentCulture) + " " + Units[unit];
    }

    /// <summary>A time with its unit.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => $"{time.TotalMilliseconds:0} ms",
        < 60 => $"{time.TotalSeconds:0.0} s",
        < 3600 => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };

    /// <summary>A confidence to two places, never rounded up to certainty; empty where there is none.</summary>
    public static string Sure(double? confidence) =>
        confidence is not { } sure ? "" : sure is < 1 and > 0.99 ? 0.99.ToString("0.00", CultureInfo.CurrentCulture) : sure.ToString("0.00", CultureInfo.CurrentCulture);

    /// <summary>
    /// Text in a colour of $PSStyle, where the host shows colours. Where output goes on to Out-String or a file, or is to be plain
    /// ($PSStyle.OutputRendering, NO_COLOR), PowerShell takes them away.
    /// </summary>
    public static string Tint(string text, string colour, PSHost host) =>
        text.Length > 0 && host.UI is { SupportsVirtualTerminal: true } && !Console.IsOutputRedirected ? $"{colour}{text}\e[0m" : text;
}
