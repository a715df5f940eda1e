namespace ImageSearch.Sift;

/// <summary>What a thorough look takes.</summary>
/// <param name="LongSidePixels">The image is described at this long side; smaller ones keep their size.</param>
/// <param name="PlainFeatures">Features of the image itself, at most.</param>
/// <param name="ViewFeatures">Features of each simulated view, at most.</param>
/// <param name="Tilts">The tilts of the views; 1 is the image itself.</param>
internal sealed record ThoroughSettings(int LongSidePixels, int PlainFeatures, int ViewFeatures, params double[] Tilts)
{
    /// <summary>What two images are compared by.</summary>
    public static readonly ThoroughSettings Compare = new(1024, 2000, 600, 1, 2, 4);

    /// <summary>What a query looks for in an index, whose images have plain features alone.</summary>
    public static readonly ThoroughSettings Search = new(1024, 1500, 120, 1, 2, 4);

    /// <summary>Features of a view nearer to the border than so many of their scales are of the border.</summary>
    public const double BorderScales = 5;
}
