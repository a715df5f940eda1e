namespace ImageSearch.Kernels.Extraction;

/// <summary>Where a turned and scaled frame lies on the pixels, which of them are sampled, and how its Gaussian window falls off.</summary>
/// <param name="AlongX">The frame's x axis on the pixels' x axis, in frame units a pixel.</param>
/// <param name="AlongY">The frame's x axis on the pixels' y axis, in frame units a pixel.</param>
/// <param name="PerSquare">The weight of a sample is e to this, times its squared distance in frame units.</param>
/// <param name="Left">First column of the window, in pixels from the frame's origin.</param>
/// <param name="Right">Last column.</param>
/// <param name="Top">First row.</param>
/// <param name="Bottom">Last row.</param>
/// <param name="Reach">Of each row just the run is sampled that lies within this many frame units of the axes, and a little more.</param>
internal readonly record struct GradientFrame(
    float AlongX, float AlongY, float PerSquare, int Left, int Right, int Top, int Bottom, float Reach = float.PositiveInfinity)
{
    /// <summary>From this many pixels a frame unit on, an axis lies along the rows: it bounds none of their pixels.</summary>
    private const float MaxPixelsAUnit = 1e6f;

    /// <summary>The run of a row's pixels that is sampled; the first is after the last if there are none.</summary>
    public (int First, int Last) RowInside(int dy)
    {
        int first = Left, last = Right;
        Narrow(dy * AlongY, 1 / AlongX, ref first, ref last);
        Narrow(dy * AlongX, -1 / AlongY, ref first, ref last);
        return (first, last);
    }

    /// <summary>Keeps the x for which offset + x / perUnit lies within reach; rounding may keep or drop one that lies on the very border,
    /// where the weight is nil.</summary>
    private void Narrow(float offset, float perUnit, ref int first, ref int last)
    {
        if (Reach == float.PositiveInfinity || Math.Abs(perUnit) > MaxPixelsAUnit)
        {
            return;
        }

        float a = (-Reach - offset) * perUnit, b = (Reach - offset) * perUnit;
        first = Math.Max(first, (int)MathF.Ceiling(Math.Min(a, b)));
        last = Math.Min(last, (int)MathF.Floor(Math.Max(a, b)));
    }
}
