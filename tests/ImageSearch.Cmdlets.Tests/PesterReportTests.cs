using ImageSearch.TestSupport;

namespace ImageSearch.Cmdlets.Tests;

/// <summary>What goes wrong in a Pester file is told, and told of the right test.</summary>
public sealed class PesterReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task EachTest_IsToldByItsPath_WithTheReason()
    {
        IReadOnlyList<PesterResult> results = await Run("""
            Describe 'Numbers' {
                It 'are <_>' -ForEach 1, 2 { $_ | Should -Be 1 }
                It 'are left out' { Set-ItResult -Skipped -Because 'there are too many' }
            }
            """);
        Assert.Equal(["Numbers.are 1 Passed", "Numbers.are 2 Failed", "Numbers.are left out Skipped"],
            results.Select(r => $"{r.Name} {r.Outcome}"));
        Assert.Contains("Expected 1, but got 2.", results[1].Reason, StringComparison.Ordinal);
        Assert.Contains("Some.Tests.ps1:2", results[1].Reason, StringComparison.Ordinal);
        Assert.Contains("there are too many", results[2].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Describe 'a' { It 'b' { 1 } ; AfterAll { throw 'too late' } }", "too late")]
    [InlineData("Describe 'a' { It 'b' { 1 } ; BeforeAll { throw 'too early' } }", "too early")]
    [InlineData("Describe 'a' { It 'b' {", "Missing closing '}'")]
    [InlineData("Describe 'a' { It 'b' { [Environment]::Exit(7) } }", "PowerShell ended with 7")]
    public async Task WhatFailsOutsideOfATest_Fails(string script, string reason) =>
        Assert.Contains(await Run(script), r => r.Outcome == "Failed" && r.Reason.Contains(reason, StringComparison.Ordinal));

    public void Dispose() => _folder.Dispose();

    private async Task<IReadOnlyList<PesterResult>> Run(string script)
    {
        string file = _folder.At("Some.Tests.ps1");
        await File.WriteAllTextAsync(file, script);
        return await PowerShellPool.RunAsync(file);
    }
}
