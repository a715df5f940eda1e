using System.CommandLine;
using ImageSearch.Index;
using ImageSearch.Retrieval;

namespace ImageSearch.Cli;

/// <summary>--kind, and what is said of an index's kind.</summary>
internal static class Kinds
{
    /// <summary>--kind.</summary>
    public static Option<IndexKind?> Option(string description)
    {
        var option = new Option<IndexKind?>("--kind") { Description = description };
        option.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<IndexKind>());
        return option;
    }

    /// <summary>--kind of what makes an index if there is none.</summary>
    public static Option<IndexKind?> OfNew() => Option("For a new index: flat, whose rows are all compared, or inverted, which looks where "
        + "near rows are likely, once there are so many that it pays.");

    /// <summary>Why a kind cannot be asked for, since the index is there and of another; null if it can.</summary>
    public static string? Refusal(ImageIndex index, IndexKind? asked) => asked is null || asked == index.Kind ? null
        : $"{Output.Short(index.FilePath!)} is of the kind {index.Kind}. "
            + $"'imagesearch optimize --kind {asked.ToString()!.ToLowerInvariant()}' changes that.";

    /// <summary>An index's lists, as JSON has them; null if there are none.</summary>
    public static object? Json(ListSummary? lists) =>
        lists is null ? null : new { lists.Cells, lists.Rows, Recall = KindWords.Recall(lists), lists.Damage };
}
