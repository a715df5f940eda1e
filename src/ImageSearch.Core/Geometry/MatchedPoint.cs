namespace ImageSearch.Geometry;

/// <summary>A point that two images show, in pixels of their files.</summary>
public readonly record struct MatchedPoint(double QueryX, double QueryY, double ImageX, double ImageY)
{
    /// <summary>In the query.</summary>
    public double QueryX { get; } = QueryX;

    /// <summary>In the query.</summary>
    public double QueryY { get; } = QueryY;

    /// <summary>In the image.</summary>
    public double ImageX { get; } = ImageX;

    /// <summary>In the image.</summary>
    public double ImageY { get; } = ImageY;
}
