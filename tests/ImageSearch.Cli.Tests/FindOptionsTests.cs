using System.CommandLine;
using ImageSearch.Comparison;
using ImageSearch.Retrieval;

namespace ImageSearch.Cli.Tests;

/// <summary>What is written, as find understands it.</summary>
public sealed class FindOptionsTests
{
    [Fact]
    public void Read_OfNoOptions_IsTheDefaultOfTheEngine()
    {
        FindRequest request = Read("i.imgidx", "q.jpg");
        SearchOptions defaults = new SearchOptions() with { Device = request.Search.Device, OnNotCompared = request.Search.OnNotCompared };
        Assert.Equal(("i.imgidx", defaults), (request.Index, request.Search));
        Assert.Equal(["q.jpg"], request.Images);
        Assert.False(request.AsJson || request.IsThorough || request.Pictures is not null);
    }

    [Fact]
    public void Read_OfListsOfNames_TakesUpperAndLowerCase()
    {
        SearchOptions search =
            Read("i.imgidx", "q.jpg", "--query-place", "upperleft", "Top", "--relation", "cropped", "--among", "3", "5").Search;
        Assert.Equal([ImagePlace.UpperLeft, ImagePlace.Top], search.QueryPlaces!);
        Assert.Equal([ImageRelation.Cropped], search.Relations!);
        Assert.Equal([3L, 5], search.AmongIds!);
    }

    [Theory]
    [InlineData("--confidence", "0.7")]
    [InlineData("--include-mirrored")]
    [InlineData("--query-place", "Top")]
    [InlineData("--relation", "Cropped")]
    [InlineData("--compare-pixels")]
    [InlineData("--thorough")]
    public void NoVerify_RefusesWhatVotesAloneCannotHeed(params string[] option)
    {
        Assert.Empty(Parse(["i.imgidx", "q.jpg", .. option]).Errors);
        string error = Assert.Single(Parse(["i.imgidx", "q.jpg", "--no-verify", .. option]).Errors).Message;
        Assert.Contains(option[0], error, StringComparison.Ordinal);
    }

    private static ParseResult Parse(params string[] arguments)
    {
        var command = new Command("find");
        new FindOptions().AddTo(command);
        return command.Parse(arguments);
    }

    private static FindRequest Read(params string[] arguments)
    {
        var command = new Command("find");
        var options = new FindOptions();
        options.AddTo(command);
        return options.Read(command.Parse(arguments));
    }
}
