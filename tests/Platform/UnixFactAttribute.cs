namespace ImageSearch.TestSupport;

/// <summary>A test of what Windows has not, or has otherwise; there the run says that it was skipped, and why.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    /// <param name="reason">What Windows lacks.</param>
    public UnixFactAttribute(string reason) => Skip = OperatingSystem.IsWindows() ? reason : null;
}
