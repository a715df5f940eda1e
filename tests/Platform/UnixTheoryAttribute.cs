namespace ImageSearch.TestSupport;

/// <inheritdoc cref="UnixFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    /// <param name="reason">What Windows lacks.</param>
    public UnixTheoryAttribute(string reason) => Skip = OperatingSystem.IsWindows() ? reason : null;
}
