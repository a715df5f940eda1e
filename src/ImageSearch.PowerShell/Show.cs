using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace ImageSearch.PowerShell;

/// <summary>What the views of module/ImageSearch.Format.ps1xml print.</summary>
public static class Show
{
    private static readonly string[] Units = ["bytes", "KB", "MB", "GB", "TB"];

    /// <summary>A path as seen from where the user is, if that is a folder and makes it shorter; else as it is.</summary>
    public static Shown<string?, PathInfo> Path { get; } = new(PathFrom);

    /// <summary>The name of a file, or of a folder.</summary>
    public static Shown<string?> Name { get; } = new(System.IO.Path.GetFileName);

    /// <summary>A number of bytes with its unit, which is a power of 1024.</summary>
    public static Shown<long> Size { get; } = new(SizeOf);

    /// <summary>A time with its unit.</summary>
    public static Shown<TimeSpan> Time { get; } = new(TimeOf);

    /// <summary>A confidence to so many places, never rounded up to certainty; empty where there is none.</summary>
    public static Shown<double?, int> Sure { get; } = new(SureOf);

    /// <summary>
    /// Text in a colour of $PSStyle, where the host shows colours. Where output goes on to Out-String or a file, or is to be plain
    /// ($PSStyle.OutputRendering, NO_COLOR), PowerShell takes them away.
    /// </summary>
    public static Shown<string, string, PSHost> Tint { get; } = new((text, colour, host) =>
        text.Length > 0 && host.UI is { SupportsVirtualTerminal: true } && !Console.IsOutputRedirected ? $"{colour}{text}\e[0m" : text);

    private static string? PathFrom(string? path, PathInfo location)
    {
        if (path is null || location.Provider.Name != "FileSystem")
        {
            return path;
        }

        string relative = System.IO.Path.GetRelativePath(location.ProviderPath, path);
        return relative.Length < path.Length ? relative : path;
    }

    private static string SizeOf(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString(unit == 0 ? "0" : value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.CurrentCulture) + " "
            + Units[unit];
    }

    private static string TimeOf(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => $"{time.TotalMilliseconds:0} ms",
        < 60 => $"{time.TotalSeconds:0.0} s",
        < 3600 => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };

    private static string SureOf(double? confidence, int places) => confidence is not { } sure ? ""
        : (sure < 1 ? Math.Min(sure, 1 - Math.Pow(10, -places)) : sure).ToString($"F{places}", CultureInfo.CurrentCulture);
}
