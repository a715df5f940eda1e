using System.Globalization;
using ImageSearch.TestSupport;

namespace ImageSearch.Service.Tests;

/// <summary>Options of a search that the cmdlets and the command have too: the same bounds.</summary>
public sealed class DoorRangeTests
{
    private const string Route = "/api/v1/indexes/inverted/images/4/similar";

    public static TheoryData<string> Names() => [.. DoorRange.All.Where(r => r.Query is not null).Select(r => r.Query!)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Option_TakesWhatTheOtherDoorsTake(string name)
    {
        DoorRange range = DoorRange.All.Single(r => r.Query == name);
        await using RunningService service = await RunningService.StartAsync(RunningService.WithInverted);
        foreach (double bound in (double[])[range.Range.Min, range.Range.Max])
        {
            Assert.Equal(200, (int)(await AskAsync(service, name, bound)).StatusCode);
        }

        foreach (double beyond in (double[])[range.Range.Min - 1, range.Range.Max + 1])
        {
            string problem = await RunningService.RefusedAsync(await AskAsync(service, name, beyond), 400, "InvalidRequest");
            Assert.Contains(range.Range.ToString(), problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("minimumConfidence=0.5")]
    [InlineData("includeMirrored=true")]
    [InlineData("queryPlace=Top")]
    public async Task VotesAlone_RefuseWhatTheyCannotHeed(string option)
    {
        await using RunningService service = await RunningService.StartAsync(RunningService.WithInverted);
        await RunningService.RefusedAsync(await service.Client.GetAsync($"{Route}?verify=false&{option}"), 400, "InvalidRequest");
    }

    [Fact]
    public async Task Confidence_MayBeWrittenWithAnExponent()
    {
        await using RunningService service = await RunningService.StartAsync(RunningService.WithInverted);
        Assert.Equal(200, (int)(await service.Client.GetAsync($"{Route}?minimumConfidence=1E-05")).StatusCode);
    }

    private static Task<HttpResponseMessage> AskAsync(RunningService service, string name, double value) =>
        service.Client.GetAsync($"{Route}?{name}={value.ToString(CultureInfo.InvariantCulture)}");
}
