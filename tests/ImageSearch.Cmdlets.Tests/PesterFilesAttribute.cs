using Xunit.Sdk;

namespace ImageSearch.Cmdlets.Tests;

/// <summary>Makes a test case of each *.Tests.ps1 in a folder.</summary>
/// <param name="folder">The folder's name, below tests.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("ImageSearch.Cmdlets.Tests." + nameof(PesterDiscoverer), "ImageSearch.Cmdlets.Tests")]
internal sealed class PesterFilesAttribute(string folder) : FactAttribute
{
    public string Folder => folder;
}
