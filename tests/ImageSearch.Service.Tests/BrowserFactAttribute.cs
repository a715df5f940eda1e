namespace ImageSearch.Service.Tests;

/// <summary>A test that needs Chromium; where there is none, the run says that it was skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public const string Without = "PAGE NOT TRIED: there is no Chromium here. Install it, or name it in the environment variable CHROMIUM.";

    public BrowserFactAttribute()
    {
        if (Browser.Executable is null)
        {
            Skip = Without;
        }
    }
}
