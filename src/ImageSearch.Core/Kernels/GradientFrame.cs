namespace ImageSearch.Kernels;

/// <summary>Where a turned and scaled frame lies on the pixels, and how its Gaussian window falls off.</summary>
/// <param name="CentreX">The frame's origin, a pixel.</param>
/// <param name="CentreY">The frame's origin, a pixel.</param>
/// <param name="AlongX">The frame's x axis on the pixels' x axis, in frame units a pixel.</param>
/// <param name="AlongY">The frame's x axis on the pixels' y axis, in frame units a pixel.</param>
/// <param name="PerSquare">The weight of a sample is e to this, times its squared distance in frame units.</param>
internal readonly record struct GradientFrame(int CentreX, int CentreY, float AlongX, float AlongY, float PerSquare)
{
    /// <summary>Column of a pixel in the frame, to the bit what the kernel computes.</summary>
    public float Column(int dx, int dy) => (dx * AlongX) + (dy * AlongY);

    /// <summary>Row of a pixel in the frame, to the bit what the kernel computes.</summary>
    public float Row(int dx, int dy) => (dy * AlongX) - (dx * AlongY);
}
