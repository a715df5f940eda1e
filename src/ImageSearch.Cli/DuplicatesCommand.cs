using System.CommandLine;
using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Index;
using ImageSearch.Pictures;
using ImageSearch.Quarantine;
using ImageSearch.Reports;
using ImageSearch.Storage;
using Spectre.Console;

namespace ImageSearch.Cli;

/// <summary>imagesearch duplicates: groups of duplicates in an index, and which image of each to keep. It changes nothing, unless it is
/// to move them away.</summary>
internal static class DuplicatesCommand
{
    private const string Name = "duplicates";

    public static Command Create()
    {
        var options = new DuplicatesOptions();
        var command = new Command(Name, "Lists groups of duplicates, and which image of each to keep.");
        options.AddTo(command);
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            string? page = options.Report(result);
            if (page is not null)
            {
                DuplicateReport.CheckFree(page, options.Force(result));
            }

            // Before the search, which may take long: what cannot be used is told at once.
            IndexSnapshot snapshot = IndexFile.Open(options.Index(result)).Snapshot();
            DuplicateOptions wanted;
            try
            {
                wanted = options.Read(result, snapshot);
            }
            catch (ArgumentException e)
            {
                return AllCommands.WrongUsage([e.Message], Name);
            }

            using QuarantineFolder? away = options.MoveTo(result) is { } folder ? QuarantineFolder.OpenToMove(folder) : null;
            DuplicateResult found = DuplicateFinder.Find(snapshot, wanted, cancel);
            int code = Report(found, options.AsJson(result));
            if (page is not null)
            {
                void NotShown(ImageException error)
                {
                    Output.Error(error);
                    code = ExitCodes.SomeImagesFailed;
                }

                DuplicateReport.Write([.. ReportedDuplicate.Of(found)], page, new DuplicateReportOptions { OnNotShown = NotShown },
                    options.Force(result), cancel);
            }

            int moved = away is null ? ExitCodes.Done : DuplicateMoves.Run(found, away, cancel);
            return code == ExitCodes.Done ? moved : code;
        }));
        return command;
    }

    private static int Report(DuplicateResult found, bool json)
    {
        foreach (DuplicateWarning warning in found.Warnings)
        {
            Console.Error.WriteLine(warning.Message);
        }

        if (json)
        {
            Output.Json(found.Groups.Select(g => new
            {
                Group = g.Number,
                Keep = g.Keeper.Path,
                Duplicates = g.Duplicates.Select(d => new
                {
                    d.Image.Id,
                    d.Image.Path,
                    d.Comparison.Relation,
                    Verdict = ComparisonWords.Of(g, d),
                    d.Comparison.Confidence,
                    KeeperOverlap = d.Comparison.FirstOverlap,
                    ImageOverlap = d.Comparison.SecondOverlap,
                    d.Comparison.Agreement,
                    d.Comparison.IsConfirmed,
                    d.Comparison.Inliers,
                    Differences = Output.Areas(d.Comparison.Differences),
                }),
            }));
            return ExitCodes.Done;
        }

        Table table = Output.NewTable("group", "", "relation", "confidence", "width", "height", "image");
        foreach (DuplicateGroup group in found.Groups)
        {
            AddRow(table, group, "keep", group.Keeper, null);
            foreach (DuplicateImage duplicate in group.Duplicates)
            {
                AddRow(table, group, "", duplicate.Image, duplicate.Comparison);
            }
        }

        Output.Write(table);
        int hardLinks = found.Links.Count(l => l.IsHardLink), links = found.Links.Count - hardLinks;
        string others = hardLinks + links == 0 ? ""
            : $" {Output.Count(hardLinks, "hard link")} and {Output.Count(links, "link")} are other names of files, and no duplicates.";
        string undecided = found.Undecided.Count == 0 ? ""
            : $" Of {Output.Count(found.Undecided.Count, "pair")} more each image is better in something, and neither is offered.";
        Console.WriteLine(
            $"{Output.Count(found.DuplicateCount, "duplicate")} in {Output.Count(found.Groups.Count, "group")}.{undecided}{others}");
        return ExitCodes.Done;
    }

    private static void AddRow(Table table, DuplicateGroup group, string kept, IndexedImage image, ImageComparison? comparison) =>
        table.AddRow(
        $"{group.Number}", kept, $"{comparison?.Relation}", Output.Confidence(comparison?.Confidence),
        $"{image.Width}", $"{image.Height}", Markup.Escape(Output.Short(image.Path)));
}
