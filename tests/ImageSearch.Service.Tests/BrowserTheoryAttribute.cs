namespace ImageSearch.Service.Tests;

/// <summary>The same, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        if (Browser.Executable is null)
        {
            Skip = BrowserFactAttribute.Without;
        }
    }
}
