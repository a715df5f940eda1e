namespace ImageSearch.TestSupport;

/// <summary>A test of what only Windows has.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WindowsFactAttribute : FactAttribute
{
    public WindowsFactAttribute() => Skip = OperatingSystem.IsWindows() ? null : "Only Windows has this.";
}
