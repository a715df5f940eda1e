using System.CommandLine;
using System.CommandLine.Parsing;
using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Index;
using ImageSearch.Reports;

namespace ImageSearch.Cli;

/// <summary>What imagesearch duplicates is asked, and how it is written.</summary>
internal sealed class DuplicatesOptions
{
    private readonly Argument<string> _index = new Argument<string>("index") { Description = "The index file." }.Named();

    private readonly Option<KeepRule> _keep = new("--keep")
    {
        Description = "Which image of a group to keep: largest, oldest, newest, shortestpath.",
    };

    private readonly Option<string[]> _reference = new("--reference")
    {
        AllowMultipleArgumentsPerToken = true,
        Description = "Folders of images that are kept: only images outside of them are duplicates.",
    };

    private readonly Option<string?> _ignore = new("--ignore")
    {
        Description = "A file of pairs that are no duplicates: two full paths a line, separated by a tab.",
    };

    private readonly Option<ImageRelation[]> _relation = new("--relation")
    {
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [.. DuplicateOptions.DefaultRelations.OrderDescending()],
        Description = "What duplicates may be to the image that is kept; what is not named is not listed.",
    };

    private readonly Option<double> _confidence = CommonOptions.Confidence(DuplicateOptions.DefaultConfidence, "a duplicate");

    private readonly Option<int> _threads = CommonOptions.Threads();

    private readonly Option<bool> _json = CommonOptions.Json();

    private readonly Option<string?> _report = new("--report")
    {
        Description = "Write an .html file that shows each duplicate beside the image to keep: what to look at before you delete.",
    };

    private readonly Option<bool> _force = CommonOptions.Force("a report that is there");

    private readonly Option<string?> _moveTo = new("--move-to")
    {
        Description = "Move the duplicates to this folder (empty, new, or used for that before); 'restore' moves them back.",
    };

    /// <summary>Gives the command its arguments and options.</summary>
    public void AddTo(Command command)
    {
        _report.Validators.Add(CheckReport);
        _ignore.Validators.Add(result =>
        {
            if (result.GetValue(_ignore) is { } file && !File.Exists(file))
            {
                result.AddError($"--ignore: there is no file '{file}'{(Directory.Exists(file) ? ", but a folder" : "")}.");
            }
        });
        _moveTo.Validators.Add(result =>
        {
            if (result.GetValue(_moveTo) is "")
            {
                result.AddError("--move-to must not be empty.");
            }
        });
        _relation.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase,
            [.. Enum.GetNames<ImageRelation>().Where(n => n != nameof(ImageRelation.None))]);
        _keep.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<KeepRule>());
        command.Arguments.Add(_index);
        Option[] options = [_keep, _reference, _ignore, _relation, _confidence, _threads, _json, _report, _force, _moveTo];
        Array.ForEach(options, command.Options.Add);
    }

    /// <summary>The index file.</summary>
    public string Index(ParseResult result) => result.GetRequiredValue(_index);

    /// <summary>Whether the answer is printed as JSON.</summary>
    public bool AsJson(ParseResult result) => result.GetValue(_json);

    /// <summary>The file of the report; null if none is wanted.</summary>
    public string? Report(ParseResult result) => result.GetValue(_report);

    /// <summary>The folder that duplicates are moved to; null if they stay.</summary>
    public string? MoveTo(ParseResult result) => result.GetValue(_moveTo);

    /// <summary>Whether a report that is there is replaced.</summary>
    public bool Force(ParseResult result) => result.GetValue(_force);

    /// <summary>How duplicates are looked for in this index.</summary>
    /// <exception cref="ArgumentException">A folder of reference or the file of pairs names nothing that the index has: mistyped, it would
    /// protect nothing, without a word.</exception>
    /// <exception cref="IOException">The file of pairs cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no list of pairs.</exception>
    public DuplicateOptions Read(ParseResult result, IndexSnapshot snapshot)
    {
        string[] named = result.GetValue(_reference) ?? [];
        var folders = new ReferenceFolders(named.Select(Path.GetFullPath));
        if (folders.FindIdle(snapshot) is >= 0 and int idle)
        {
            throw new ArgumentException($"--reference '{named[idle]}' names nothing: the index has no image in that folder.");
        }

        IgnoredPairs? ignored = result.GetValue(_ignore) is { } file ? IgnoredPairs.Read(file) : null;
        if (ignored?.NamesAny(snapshot.Entries.ToArray().Select(e => e.Image.Path)) == false)
        {
            throw new ArgumentException($"--ignore '{result.GetValue(_ignore)}' names nothing: none of its paths is in the index.");
        }

        return new DuplicateOptions(result.GetValue(_keep), result.GetValue(_threads))
        {
            Relations = result.GetValue(_relation)!.ToHashSet(),
            MinimumConfidence = result.GetValue(_confidence),
            IsReference = folders.Any ? folders.Has : null,
            IsIgnored = ignored is null ? null : (a, b) => ignored.Contains(a.Path, b.Path),
        };
    }

    private void CheckReport(OptionResult result)
    {
        try
        {
            DuplicateReport.CheckExtension(result.GetValue(_report) ?? "");
        }
        catch (ArgumentException e)
        {
            result.AddError($"--report: {e.Message.Split(" (Parameter", StringSplitOptions.None)[0]}");
        }
    }
}
