using System.Globalization;
using ImageSearch.Index;

namespace ImageSearch.Retrieval;

/// <summary>What an index's kind means for searches, in words that are the same at every door.</summary>
public static class KindWords
{
    /// <summary>From so many rows on, comparing all of them takes seconds a query.</summary>
    private const long ManyRows = 5_000_000;

    /// <summary>How near rows are found in an index, and how many of them are.</summary>
    public static string Of(ImageIndex index) => Of(index.Kind, index.Lists);

    /// <summary>Which share of nearest rows lists found when they were made, 0 to 1; null if none was asked for.</summary>
    public static double? Recall(ListSummary lists) => lists.Asked == 0 ? null : (double)lists.Found / lists.Asked;

    /// <summary>What another kind, or cells chosen anew, would bring to an index; null if it is well as it is.</summary>
    public static string? Advice(ImageIndex index) => Advice(index.Kind, index.RowCount, index.Lists);

    internal static string Of(IndexKind kind, ListSummary? lists) => (kind, lists) switch
    {
        (IndexKind.Flat, _) => "compares all rows",
        (_, null) => "compares all rows, as it has no lists yet",
        (_, { Damage: not null }) => "compares all rows, as its lists are damaged",

        // Never rounded up: 100 of 100 are all that were asked for.
        (_, { Asked: > 0 }) => string.Create(CultureInfo.InvariantCulture,
            $"finds {100L * lists.Found / lists.Asked} of 100 nearest rows, {SearchOptions.DefaultEffort} cells visited"),
        _ => "looks for near rows in its lists",
    };

    internal static string? Advice(IndexKind kind, long rows, ListSummary? lists) => lists is { IsOutgrown: true }
        ? "This index has many more rows than when its cells were chosen: with cells chosen anew searches would take less time."
        : kind != IndexKind.Flat || rows < ManyRows ? null
        : string.Create(CultureInfo.InvariantCulture, $"This index has {rows:N0} rows, and each search compares all of them. Of the kind ")
            + "Inverted it would look at a small part of them, in a fraction of the time. Answers are verified as before; a few that show "
            + "little of an image may be missed, and an exact search of the same file still finds them.";
}
