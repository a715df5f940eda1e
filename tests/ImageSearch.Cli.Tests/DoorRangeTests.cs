using System.CommandLine;
using System.Globalization;
using ImageSearch.TestSupport;

namespace ImageSearch.Cli.Tests;

/// <summary>Options that the cmdlets and the service have too: the same bounds and defaults, and one way to say so.</summary>
public sealed class DoorRangeTests
{
    public static TheoryData<string> Names() => [.. DoorRange.All.SelectMany(r => r.Options)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Option_TakesWhatTheOtherDoorsTake(string name)
    {
        DoorRange range = DoorRange.All.Single(r => r.Options.Contains(name));
        (double min, double max) = (range.Range.Min, range.Range.Max);
        double step = min == Math.Truncate(min) ? 1 : min / 2;
        Assert.Empty(ErrorsOf(name, min));
        Assert.Empty(ErrorsOf(name, max));
        Assert.Equal([$"{name.Split(' ')[1]} must be {range.Range}."], ErrorsOf(name, min - step));
        if (max < int.MaxValue)
        {
            Assert.Equal([$"{name.Split(' ')[1]} must be {range.Range}."], ErrorsOf(name, max + 1));
        }

        if (range.Default is { } value)
        {
            Assert.Equal(value, Convert.ToDouble(Parse(name, "").GetValue<IConvertible>(name.Split(' ')[1]), null));
        }
    }

    private static string[] ErrorsOf(string name, double value) =>
        [.. Parse(name, value.ToString(CultureInfo.InvariantCulture)).Errors.Select(e => e.Message)];

    private static ParseResult Parse(string name, string value)
    {
        string[] parts = name.Split(' ');
        RootCommand all = AllCommands.Create();
        string[] arguments = [.. all.Subcommands.Single(c => c.Name == parts[0]).Arguments.Select(a => a.Name)];
        return all.Parse([parts[0], .. arguments, .. value.Length == 0 ? [] : new[] { $"{parts[1]}={value}" }]);
    }
}
