namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>All families, in the order of the report.</summary>
internal static class LookalikeFamilies
{
    public static readonly LookalikeFamily[] All =
    [
        new("caption", Marks.Caption),
        new("logo", Marks.Logo),
        new("frame", Frames.Make),
        new("chat", Screens.Chat),
        new("program", Screens.Program),
        new("chart", Charts.Make),
        new("qr", MatrixCodes.Make),
        new("initials", Initials.Make),
        new("backdrop", Backdrops.Make),
        new("form-digit", Forms.OneDigit),
        new("meme", Memes.Make),
        new("burst", Scenes.Burst),
        new("exposure", Scenes.Exposure),
        new("copies", Copies.OfPhotographs),
    ];
}
