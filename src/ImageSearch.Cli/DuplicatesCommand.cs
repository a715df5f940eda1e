using System.CommandLine;
using System.CommandLine.Parsing;
using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Files;
using ImageSearch.Index;
using ImageSearch.Pictures;
using ImageSearch.Reports;
using ImageSearch.Storage;
using Spectre.Console;

namespace ImageSearch.Cli;

/// <summary>imagesearch duplicates: groups of duplicates in an index, and which image of each to keep. It changes nothing.</summary>
internal static class DuplicatesCommand
{
    public static Command Create()
    {
        var index = new Argument<string>("index") { Description = "The index file." };
        var keep = new Option<KeepRule>("--keep")
        {
            Description = "Which image of a group to keep: largest, oldest, newest, shortestpath.",
        };
        var reference = new Option<string[]>("--reference")
        {
            AllowMultipleArgumentsPerToken = true,
            Description = "Folders of images that are kept: only images outside of them are duplicates.",
        };
        var ignore = new Option<string?>("--ignore")
        {
            Description = "A file of pairs that are no duplicates: two full paths a line, separated by a tab.",
        };
        var relation = new Option<ImageRelation[]>("--relation")
        {
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. DuplicateOptions.DefaultRelations.OrderDescending()],
            Description = "What duplicates may be to the image that is kept; what is not named is not listed.",
        };
        var confidence = new Option<double>("--confidence")
        {
            DefaultValueFactory = _ => DuplicateOptions.DefaultConfidence,
            Description = "How sure a duplicate must be, 0 to 1.",
        };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 means one per processor." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var report = new Option<string?>("--report")
        {
            Description = "Write an .html file that shows each duplicate beside the image to keep: what to look at before you delete.",
        };
        var force = new Option<bool>("--force") { Description = "Replace a report that is there." };
        report.Validators.Add(result => CheckReport(result, report));
        AddCommand.ValidateNames(index);
        relation.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase,
            [.. Enum.GetNames<ImageRelation>().Where(n => n != nameof(ImageRelation.None))]);
        keep.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<KeepRule>());
        FindCommand.ValidateShare(confidence);
        AddCommand.Validate(threads, 0, 256);
        var command = new Command("duplicates", "Lists groups of duplicates, and which image of each to keep.")
        {
            index, keep, reference, ignore, relation, confidence, threads, json, report, force,
        };
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            string? page = result.GetValue(report);
            if (page is not null)
            {
                DuplicateReport.CheckFree(page, result.GetValue(force));
            }

            string[] folders = [.. (result.GetValue(reference) ?? [])
                .Select(f => Path.TrimEndingDirectorySeparator(Path.GetFullPath(f)) + Path.DirectorySeparatorChar)];
            IgnoredPairs? ignored = result.GetValue(ignore) is { } file ? IgnoredPairs.Read(file) : null;
            var options = new DuplicateOptions(result.GetValue(keep), result.GetValue(threads))
            {
                Relations = result.GetValue(relation)!.ToHashSet(),
                MinimumConfidence = result.GetValue(confidence),
                IsReference = folders.Length == 0 ? null : image => Array.Exists(folders, f => image.Path.StartsWith(f, PathComparison)),
                IsIgnored = ignored is null ? null : (a, b) => ignored.Contains(a.Path, b.Path),
            };
            DuplicateResult found = DuplicateFinder.Find(IndexFile.Open(result.GetRequiredValue(index)).Snapshot(), options, cancel);
            int code = Report(found, result.GetValue(json));
            if (page is not null)
            {
                void NotShown(ImageException error)
                {
                    Output.Error(error);
                    code = ExitCodes.SomeImagesFailed;
                }

                DuplicateReport.Write([.. ReportedDuplicate.Of(found)], page, new DuplicateReportOptions { OnNotShown = NotShown },
                    result.GetValue(force), cancel);
            }

            return code;
        }));
        return command;
    }

    private static void CheckReport(OptionResult result, Option<string?> report)
    {
        try
        {
            DuplicateReport.CheckExtension(result.GetValue(report) ?? "");
        }
        catch (ArgumentException e)
        {
            result.AddError($"--report: {e.Message.Split(" (Parameter", StringSplitOptions.None)[0]}");
        }
    }

    private static StringComparison PathComparison =>
        FilePaths.Comparer == StringComparer.Ordinal ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

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
        Console.WriteLine($"{Output.Count(found.DuplicateCount, "duplicate")} in {Output.Count(found.Groups.Count, "group")}.{others}");
        return ExitCodes.Done;
    }

    private static void AddRow(Table table, DuplicateGroup group, string kept, IndexedImage image, ImageComparison? comparison) =>
        table.AddRow(
        $"{group.Number}", kept, $"{comparison?.Relation}", Output.Confidence(comparison?.Confidence),
        $"{image.Width}", $"{image.Height}", Markup.Escape(Output.Short(image.Path)));
}
