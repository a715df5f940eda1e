using System.CommandLine;
using System.Globalization;
using ImageSearch.Comparison;
using ImageSearch.Search;
using ImageSearch.Storage;
using Spectre.Console;

namespace ImageSearch.Cli;

/// <summary>imagesearch duplicates: groups of near-duplicates in an index, and which image of each to keep. It changes nothing.</summary>
internal static class DuplicatesCommand
{
    public static Command Create()
    {
        var index = new Argument<string>("index") { Description = "The index file." };
        var keep = new Option<KeepRule>("--keep") { Description = "Which image of a group to keep: largest, oldest, newest, shortestpath." };
        var reference = new Option<string[]>("--reference")
        {
            AllowMultipleArgumentsPerToken = true,
            Description = "Folders of images that are kept: only images outside of them are duplicates.",
        };
        var ignore = new Option<string?>("--ignore") { Description = "A file of pairs that are no duplicates: two full paths a line, parted by a tab." };
        var mirrored = new Option<bool>("--include-mirrored") { Description = "Images with left and right changed are duplicates too." };
        var confidence = new Option<double>("--confidence")
        {
            DefaultValueFactory = _ => DuplicateOptions.UsualConfidence,
            Description = "How sure a duplicate must be, 0 to 1.",
        };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 is one a processor." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        AddCommand.ValidateNames(index);
        keep.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<KeepRule>());
        FindCommand.ValidateShare(confidence);
        AddCommand.Validate(threads, 0, 256);
        var command = new Command("duplicates", "Lists groups of near-duplicates, and which image of each to keep.")
        {
            index, keep, reference, ignore, mirrored, confidence, threads, json,
        };
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            string[] folders = [.. (result.GetValue(reference) ?? []).Select(f => Path.TrimEndingDirectorySeparator(Path.GetFullPath(f)) + Path.DirectorySeparatorChar)];
            IgnoredPairs? ignored = result.GetValue(ignore) is { } file ? IgnoredPairs.Read(file) : null;
            var options = new DuplicateOptions(result.GetValue(keep), result.GetValue(mirrored), result.GetValue(threads))
            {
                MinimumConfidence = result.GetValue(confidence),
                IsReference = folders.Length == 0 ? null : image => Array.Exists(folders, f => image.Path.StartsWith(f, PathComparison)),
                IsIgnored = ignored is null ? null : (a, b) => ignored.Contains(a.Path, b.Path),
            };
            IReadOnlyList<DuplicateImage> found = DuplicateFinder.Find(IndexFile.Open(result.GetRequiredValue(index)).Snapshot(), options, cancel);
            return Report(found, result.GetValue(json));
        }));
        return command;
    }

    private static StringComparison PathComparison =>
        ImageIndex.PathComparer == StringComparer.Ordinal ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private static int Report(IReadOnlyList<DuplicateImage> found, bool json)
    {
        if (json)
        {
            Output.Json(found.GroupBy(d => d.Group).Select(g => new
            {
                Group = g.Key,
                Keep = g.First().Keeper.Path,
                Duplicates = g.Where(d => !d.IsKeeper).Select(d => new
                {
                    d.Image.Id,
                    d.Image.Path,
                    Relation = d.Comparison?.Relation ?? ImageRelation.None,
                    d.Comparison?.Confidence,
                    d.Comparison?.Inliers,
                }),
            }));
            return ExitCodes.Done;
        }

        Table table = Output.NewTable("group", "", "relation", "sure", "width", "height", "image");
        foreach (DuplicateImage d in found)
        {
            table.AddRow($"{d.Group}", d.IsKeeper ? "keep" : "", $"{d.Comparison?.Relation}", d.Comparison?.Confidence.ToString("0.00", CultureInfo.InvariantCulture) ?? "",
                $"{d.Image.Width}", $"{d.Image.Height}", Markup.Escape(Output.Short(d.Image.Path)));
        }

        Output.Write(table);
        Console.WriteLine($"{Output.Count(found.Count(d => !d.IsKeeper), "duplicate")} in {Output.Count(found.Count(d => d.IsKeeper), "group")}.");
        return ExitCodes.Done;
    }
}
