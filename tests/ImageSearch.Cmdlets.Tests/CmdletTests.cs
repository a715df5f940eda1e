namespace ImageSearch.Cmdlets.Tests;

/// <summary>The Pester suite, in a real PowerShell: each file of tests/cmdlets is a test case here, each of its tests a result.</summary>
public sealed class CmdletTests
{
    /// <summary>Never called: <see cref="PesterTestCase"/> does the work.</summary>
    [PesterFiles("cmdlets")]
    public void Pester()
    {
    }
}
