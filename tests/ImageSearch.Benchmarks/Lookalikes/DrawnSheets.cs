using ImageSearch.Imaging;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>One of each kind of drawn sheet, none of which is in another family.</summary>
internal static class DrawnSheets
{
    public static IEnumerable<ColourImage> Of(Workshop shop) =>
    [
        FormSheet.Of(shop.Chance, 0).Draw(),
        FormSheet.Of(shop.Chance, 3).Draw(),
        Charts.Any(shop.Chance, "lines"),
        Charts.Any(shop.Chance, "bars"),
        MatrixCodes.Ticket(shop.Chance, Phrases.Of(shop.Chance, 2)),
        Books.Page(shop, Phrases.Of(shop.Chance, 4), Face.Serif, 17),
        Maps.Map(shop.Chance, isWarm: true),
        Tables.Any(shop.Chance),
        Receipts.Any(shop.Chance),
        Covers.Any(shop),
    ];
}
