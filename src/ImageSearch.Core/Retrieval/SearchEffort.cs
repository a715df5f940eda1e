using System.Globalization;
using ImageSearch.Index;
using ImageSearch.Neighbours;

namespace ImageSearch.Retrieval;

/// <summary>How many cells each query row visits: by name, and where that means anything.</summary>
public static class SearchEffort
{
    /// <summary>The names of some efforts, the least first, and the cells that each means.</summary>
    public static IReadOnlyDictionary<string, int> Named { get; } = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        ["Low"] = 1,
        ["Normal"] = SearchOptions.DefaultEffort,
        ["High"] = 16,
        ["Highest"] = 64,
    };

    /// <summary>The names and their cells, as help and errors list them.</summary>
    public static string Words => string.Join(", ", Named.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.Key} ({n.Value})")));

    /// <summary>The cells that a name or a whole number means; null if it is neither. Whether there may be so many is not asked.</summary>
    public static int? Read(string text) => Named.TryGetValue(text, out int cells)
        || int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out cells) ? cells : null;

    /// <summary>Why a search cannot be as it is asked for, since it would visit no cells, or only visits cells; null if it can.</summary>
    /// <param name="index">Where to search.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="isNamed">Whether an effort was named.</param>
    public static string? Refusal(ImageIndex index, SearchOptions options, bool isNamed) =>
        isNamed && options.Exact ? "An exact search compares all rows and visits no cells: it takes no effort."
        : isNamed && index.Kind == IndexKind.Flat
            ? "An index of the kind Flat compares all rows and has no cells to visit: an effort is for one of the kind Inverted."
        : options is { Device: SearchDevice.Cuda, Exact: false } && index.Lists is not null
            ? "A CUDA device compares all rows, and this index, of the kind Inverted, is searched by its lists, on the processor: ask "
                + "for an exact search too, or for no device."
        : null;
}
