namespace ImageSearch.Sift;

/// <summary>
/// The features of an image mirrored horizontally, from those of the image itself. The mirror turns the direction of a gradient about, so a
/// keypoint's own frame keeps its x axis and turns its y axis round: the rows of cells change places, and the directions their sign.
/// </summary>
/// <remarks>
/// Describing mirrored pixels gives the same up to where samples are taken (pixels on the left instead of the right of an extremum), by
/// which descriptors differ as they do between two recompressed copies; a mirrored search costs no second extraction, and works for indexed
/// images too.
/// </remarks>
internal static class MirroredFeatures
{
    private const int Cells = 4;
    private const int Directions = 8;

    private static readonly int[] Order = [.. Enumerable.Range(0, SiftSettings.DescriptorBytes).Select(i =>
    {
        (int cell, int direction) = Math.DivRem(i, Directions);
        (int row, int column) = Math.DivRem(cell, Cells);
        return (((Cells - 1 - row) * Cells) + column) * Directions + ((Directions - direction) % Directions);
    })];

    /// <summary>As if the mirrored image had been described.</summary>
    public static ImageFeatures Of(ImageFeatures features)
    {
        var descriptors = new byte[features.Descriptors.Length];
        for (int start = 0; start < descriptors.Length; start += SiftSettings.DescriptorBytes)
        {
            for (int i = 0; i < SiftSettings.DescriptorBytes; i++)
            {
                descriptors[start + i] = features.Descriptors[start + Order[i]];
            }
        }

        Keypoint[] keypoints = [.. features.Keypoints.Select(k => k with { X = features.Width - 1 - k.X, Angle = (540 - k.Angle) % 360 })];
        return features with
        {
            Keypoints = keypoints,
            Descriptors = descriptors,
            Frames = features.Frames is { } frames
            ? [.. frames.Select(f => f.Mirrored())] : null
        };
    }
}
