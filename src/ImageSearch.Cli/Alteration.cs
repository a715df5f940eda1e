namespace ImageSearch.Cli;

/// <summary>What <see cref="AlteredCopy"/> does to an image.</summary>
internal enum Alteration
{
    /// <summary>Keeps the middle half of the area.</summary>
    Cropped,

    /// <summary>Turns it by 30 degrees, on white.</summary>
    Rotated,

    /// <summary>Shrinks it to half its width and height.</summary>
    Shrunk,

    /// <summary>Saves it as a JPEG of quality 20.</summary>
    Recompressed,
}
