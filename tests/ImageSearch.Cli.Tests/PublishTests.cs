using ImageSearch.TestSupport;

namespace ImageSearch.Cli.Tests;

/// <summary>The command as people install it.</summary>
public sealed class PublishTests
{
    private const string Asked = "-getProperty:PublishReadyToRun";

    /// <summary>Most of the processor time of a search in a small index was the JIT's.</summary>
    [Fact]
    public async Task Publish_CompilesTheCommand_AndABuildDownloadsNoCompiler()
    {
        Assert.Equal((0, "true"), await MsBuild.RunAsync("ImageSearch.Cli", Asked, "-p:_IsPublishing=true"));
        Assert.Equal((0, ""), await MsBuild.RunAsync("ImageSearch.Cli", Asked));
        Assert.Equal((0, "false"), await MsBuild.RunAsync("ImageSearch.Cli", Asked, "-p:_IsPublishing=true", "-p:PublishReadyToRun=false"));
    }
}
