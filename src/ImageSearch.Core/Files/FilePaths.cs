namespace ImageSearch.Files;

/// <summary>Paths as the platform's file systems take them.</summary>
public static class FilePaths
{
    /// <summary>Compares paths as the platform's file systems do: upper and lower case are one on Windows and macOS, and two
    /// elsewhere.</summary>
    public static StringComparer Comparer { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
}
