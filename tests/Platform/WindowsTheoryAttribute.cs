namespace ImageSearch.TestSupport;

/// <inheritdoc cref="WindowsFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WindowsTheoryAttribute : TheoryAttribute
{
    public WindowsTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? null : "Only Windows has this.";
}
