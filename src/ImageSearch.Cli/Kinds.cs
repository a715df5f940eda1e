using System.CommandLine;
using ImageSearch.Index;
using ImageSearch.Retrieval;

namespace ImageSearch.Cli;

/// <summary>--kind, and what is said of an index's kind.</summary>
internal static class Kinds
{
    private const string Optimize = "imagesearch optimize --kind";

    /// <summary>--kind.</summary>
    public static Option<KindChoice?> Option(string description)
    {
        var option = new Option<KindChoice?>("--kind")
        {
            Description = description,
            HelpName = string.Join('|', Enum.GetNames<IndexKind>()),
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                KindChoice? kind = KindChoice.Read(text);
                if (kind is null)
                {
                    result.AddError(KindChoice.Unknown(text));
                }

                return kind;
            },
        };
        option.CompletionSources.Add(Enum.GetNames<IndexKind>());
        return option;
    }

    /// <summary>--kind of what makes an index if there is none.</summary>
    public static Option<KindChoice?> OfNew()
    {
        Option<KindChoice?> option = Option("For a new index: flat, whose rows are all compared, or inverted, which looks where "
            + "near rows are likely, once there are so many that it pays.");
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<KindChoice?>()?.RefusalOfNew(Optimize) is { } refusal)
            {
                result.AddError(refusal);
            }
        });
        return option;
    }

    /// <summary>Why a kind cannot be asked for, since the index is there and of another; null if it can.</summary>
    public static string? Refusal(ImageIndex index, KindChoice? asked) => asked is null || asked.Kind == index.Kind ? null
        : $"{Output.Short(index.FilePath!)} is of the kind {index.Kind}. '{Optimize} {asked.ToString().ToLowerInvariant()}' changes that.";

    /// <summary>An index's lists, as JSON has them; null if there are none.</summary>
    public static object? Json(ListSummary? lists) =>
        lists is null ? null : new { lists.Cells, lists.Rows, Recall = KindWords.Recall(lists), lists.Damage };
}
