namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>All families, in the order of the report.</summary>
internal static class LookalikeFamilies
{
    public static readonly LookalikeFamily[] All =
    [
        // A part is common, all else differs.
        new("caption", Marks.Caption),
        new("logo", Marks.Logo),
        new("datestamp", Marks.DateStamp),
        new("watermark", Marks.Watermark),
        new("frame", Frames.Make),
        new("chat", Screens.Chat),
        new("program", Screens.Program),
        new("slide", Slides.Make),
        new("chart", Charts.Make),
        new("qr", MatrixCodes.Make),
        new("initials", Initials.Make),
        new("backdrop", Backdrops.Make),
        new("idcard", IdCards.Make),
        new("cover", Covers.Series),
        new("shop", WebPages.Make),
        new("book", Books.Make),
        new("calendar", Calendars.Make),
        new("map", Maps.Make),
        new("list", Tables.Make),
        new("fax", ManyPages.Faxes),
        new("animation", ManyPages.Animations),

        // A part was changed.
        new("form", Forms.Refilled),
        new("form-digit", Forms.OneDigit),
        new("receipt", Receipts.Make),
        new("invoice", Invoices.Make),
        new("meme", Memes.Make),
        new("textbar", Edits.TextBar),
        new("sticker", Edits.Sticker),
        new("swapped", Edits.Swapped),
        new("removed", Edits.Removed),
        new("tinted", Edits.Tinted),
        new("border", Edits.Border),
        new("package", Packages.Make),

        // Another moment or place of the camera.
        new("burst", Scenes.Burst),
        new("blink", Scenes.Blink),
        new("pan", Scenes.Pan),
        new("panorama", Scenes.Panorama),
        new("exposure", Scenes.Exposure),
        new("tripod", Scenes.Tripod),

        // The same picture, whole or in part; and nothing in common.
        new("noise", Scenes.NoiseOnly),
        new("copies", Copies.OfPhotographs),
        new("sheets", Copies.OfSheets),
        new("collage", Collages.Make),
        new("table", OnTables.One),
        new("two-covers", OnTables.Two),
        new("unrelated", Unrelated.Make),
    ];
}
