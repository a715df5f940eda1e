namespace ImageSearch.Pictures;

/// <summary>The colours of pictures.</summary>
internal static class Inks
{
    public static readonly Ink Ground = new(24, 26, 32);
    public static readonly Ink Text = new(238, 240, 244);
    public static readonly Ink Faint = new(160, 166, 178);
    public static readonly Ink Shade = new(0, 0, 0, 0.55);

    /// <summary>Where the images contradict each other.</summary>
    public static readonly Ink Difference = new(255, 48, 64);

    /// <summary>Parts that the images have in common, the largest first.</summary>
    public static readonly IReadOnlyList<Ink> Parts =
    [
        new(255, 196, 0), new(64, 224, 255), new(96, 230, 96), new(255, 140, 240), new(170, 160, 255), new(255, 150, 80),
    ];

    /// <summary>The colour of a part; after the last of them come the first again.</summary>
    public static Ink OfPart(int part) => Parts[part % Parts.Count];
}
