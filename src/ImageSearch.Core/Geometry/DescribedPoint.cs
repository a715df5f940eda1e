namespace ImageSearch.Geometry;

/// <summary>A point that two images show, in pixels of the images as they were described.</summary>
/// <param name="QueryX">In the query.</param>
/// <param name="QueryY">In the query.</param>
/// <param name="ImageX">In the image.</param>
/// <param name="ImageY">In the image.</param>
public readonly record struct DescribedPoint(double QueryX, double QueryY, double ImageX, double ImageY)
{
    /// <summary>The same, with the image as the query.</summary>
    internal DescribedPoint Swapped => new(ImageX, ImageY, QueryX, QueryY);

    /// <summary>The same in pixels of both files.</summary>
    internal MatchedPoint InFiles(FileScale query, FileScale image)
    {
        (double queryX, double queryY) = query.Apply(QueryX, QueryY);
        (double imageX, double imageY) = image.Apply(ImageX, ImageY);
        return new MatchedPoint(queryX, queryY, imageX, imageY);
    }
}
