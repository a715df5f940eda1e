using System.CommandLine;
using ImageSearch.Comparison;

namespace ImageSearch.Cli;

/// <summary>--relation, as find and compare take it.</summary>
internal static class Relations
{
    /// <summary>The option; names of relations, upper or lower case.</summary>
    /// <param name="what">What is said of these relations, and what counts without them.</param>
    public static Option<string[]> Option(string what)
    {
        var option = new Option<string[]>("--relation")
        {
            AllowMultipleArgumentsPerToken = true,
            Description = $"{what} Of: {string.Join(", ", Enum.GetNames<ImageRelation>().Reverse())}.",
        };
        option.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<ImageRelation>());
        return option;
    }

    /// <summary>The relations that are named; null if none is.</summary>
    public static IReadOnlySet<ImageRelation>? Of(string[]? names) =>
        names is { Length: > 0 } ? names.Select(n => Enum.Parse<ImageRelation>(n, ignoreCase: true)).ToHashSet() : null;
}
