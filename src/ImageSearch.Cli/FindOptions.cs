using System.CommandLine;
using System.CommandLine.Parsing;
using ImageSearch.Comparison;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;

namespace ImageSearch.Cli;

/// <summary>What imagesearch find is asked, and how it is written.</summary>
internal sealed class FindOptions
{
    private readonly Argument<string> _index = new Argument<string>("index") { Description = "The index file." }.Named();

    private readonly Argument<string[]> _images = new Argument<string[]>("images")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "Query images, or folders of them.",
    }.Named();

    private readonly Option<long[]> _ids = new("--id")
    {
        AllowMultipleArgumentsPerToken = true,
        Description = "Ids of indexed images to search with; an image is not among its own answers.",
    };

    private readonly Option<int> _neighbours = new Option<int>("--neighbours")
    {
        DefaultValueFactory = _ => SearchOptions.DefaultNeighbours,
        Description = "Nearest rows that each query row votes with.",
    }.Within(SearchOptions.NeighbourRange);

    private readonly Option<int?> _votes = new Option<int?>("--votes")
    {
        Description = "Votes that an image needs: to be a match with --no-verify (5), else to be compared (1).",
    }.Within(SearchOptions.VoteRange);

    private readonly Option<int> _matches = new Option<int>("--matches")
    {
        DefaultValueFactory = _ => SearchOptions.DefaultMatches,
        Description = "At most this many matches for each query.",
    }.Within(SearchOptions.MatchRange);

    private readonly Option<double> _confidence = CommonOptions.Confidence(Geometry.Confidence.Accepted, "a match");

    private readonly Option<string[]> _relation =
        Relations.Option("Relations of the query to what is found; without it, all but SharedPart and None.");

    private readonly Option<ImagePlace[]> _place = new("--query-place")
    {
        AllowMultipleArgumentsPerToken = true,
        Description = "Parts of the query in which what is found lies; all without it. Of: "
            + $"{string.Join(", ", Enum.GetNames<ImagePlace>())}.",
    };

    private readonly Option<bool> _pixels = new("--compare-pixels")
    {
        Description = "Open the files of the query and of its matches: their pixels have the last word on the relation, and show where "
            + "the two differ.",
    };

    private readonly Option<bool> _mirrored = new("--include-mirrored")
    {
        Description = "Find images too that show the query mirrored horizontally.",
    };

    private readonly Option<bool> _thorough = new("--thorough")
    {
        Description = "Look closer, several times slower: more features of a larger picture, views from aside, mirrored too, and more "
            + "images compared.",
    };

    private readonly Option<bool> _noVerify = new("--no-verify")
    {
        Description = "Count votes alone: every query has an answer then, right or wrong.",
    };

    private readonly Option<long[]> _among = new("--among")
    {
        AllowMultipleArgumentsPerToken = true,
        Description = "Ids of the indexed images to search; all without it.",
    };

    private readonly Option<int> _threads = CommonOptions.Threads();

    private readonly Option<bool> _exact = new("--exact")
    {
        Description = "Compare all rows of an index of the kind Inverted too; one of the kind Flat is searched so anyway.",
    };

    private readonly Option<int> _effort = EffortOption();

    private readonly Option<SearchDevice> _device = new("--device")
    {
        DefaultValueFactory = _ => SearchDevice.Auto,
        Description = "Where the search runs: auto, cpu, cuda. Auto uses a GPU if one is present and the search is large enough.",
    };

    private readonly Option<bool> _verbose = new("--verbose") { Description = "Say on standard error what compared the rows, and why." };

    private readonly Option<bool> _json = CommonOptions.Json();

    private readonly Option<string?> _picture = CommonOptions.Picture();

    private readonly Option<bool> _force = CommonOptions.Force("pictures that are there");

    /// <summary>Gives the command its arguments and options, and the checks of what goes together.</summary>
    public void AddTo(Command command)
    {
        _device.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<SearchDevice>());
        _place.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<ImagePlace>());
        command.Arguments.Add(_index);
        command.Arguments.Add(_images);
        Option[] options =
        [
            _ids, _neighbours, _votes, _matches, _confidence, _relation, _place, _pixels, _mirrored, _thorough, _noVerify, _among,
            _threads, _exact, _effort, _device, _verbose, _json, _picture, _force,
        ];
        Array.ForEach(options, command.Options.Add);
        command.Validators.Add(Check);
    }

    /// <summary>What was asked.</summary>
    public FindRequest Read(ParseResult result) => new(
        result.GetRequiredValue(_index), result.GetValue(_images) ?? [], result.GetValue(_ids) ?? [], SearchOf(result))
    {
        OfComparison = OfComparison(result.CommandResult),
        IsThorough = result.GetValue(_thorough),
        NamesEffort = result.GetResult(_effort) is { Implicit: false },
        AsJson = result.GetValue(_json),
        Pictures = result.GetValue(_picture) is { } path ? new MatchPictures(path, result.GetValue(_force)) : null,
    };

    private SearchOptions SearchOf(ParseResult result) => new(
        result.GetValue(_neighbours), result.GetValue(_votes), result.GetValue(_matches), result.GetValue(_threads))
    {
        Verify = !result.GetValue(_noVerify),
        MinimumConfidence = result.GetValue(_confidence),
        Relations = Relations.Of(result.GetValue(_relation)),
        QueryPlaces = result.GetValue(_place) is { Length: > 0 } places ? places.ToHashSet() : null,
        ComparePixels = result.GetValue(_pixels),
        OnNotCompared = Output.NotCompared,
        IncludeMirrored = result.GetValue(_mirrored),
        AmongIds = result.GetValue(_among) is { Length: > 0 } some ? some.ToHashSet() : null,
        Exact = result.GetValue(_exact),
        Effort = result.GetValue(_effort),
        Device = result.GetValue(_device),
        OnDevice = result.GetValue(_verbose) ? Say() : null,
    };

    /// <summary>What is said of options that votes alone cannot heed.</summary>
    public static string NotHeeded(IEnumerable<string> options, string by) =>
        $"Votes alone tell no relation, nor how sure it is: {string.Join(" and ", options)} cannot be used with {by}.";

    private string[] OfComparison(CommandResult result) =>
        [.. new Option[] { _relation, _place, _pixels, _confidence, _mirrored, _thorough }
            .Where(o => result.GetResult(o) is { Implicit: false }).Select(o => o.Name)];

    private void Check(CommandResult result)
    {
        string[] idle = OfComparison(result);
        if (result.GetValue(_noVerify) && idle.Length > 0)
        {
            result.AddError(NotHeeded(idle, _noVerify.Name));
        }

        if ((result.GetValue(_images) ?? []).Length == 0 && (result.GetValue(_ids) ?? []).Length == 0)
        {
            result.AddError("Name query images, or ids of indexed images with --id.");
        }
    }

    private static Option<int> EffortOption()
    {
        var option = new Option<int>("--effort")
        {
            DefaultValueFactory = _ => SearchOptions.DefaultEffort,
            Description = $"How many cells of an index of the kind Inverted each query row visits: {SearchEffort.Words}, or a number up to "
                + $"{SearchOptions.MaxEffort}. More find more, and take longer.",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (SearchEffort.Read(text) is { } cells)
                {
                    return cells;
                }

                result.AddError($"--effort takes one of {SearchEffort.Words}, or a number of cells, not '{text}'.");
                return SearchOptions.DefaultEffort;
            },
        };
        option.CompletionSources.Add([.. SearchEffort.Named.Keys]);
        return option.Within(SearchOptions.EffortRange);
    }

    /// <summary>Says what searches, at the first query and whenever it changes.</summary>
    private static Action<DeviceUse> Say()
    {
        SearchDevice? said = null;
        return use =>
        {
            if (use.Device != said)
            {
                said = use.Device;
                Console.Error.WriteLine(use);
            }
        };
    }
}
