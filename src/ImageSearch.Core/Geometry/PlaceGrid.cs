using ImageSearch.Sift;

namespace ImageSearch.Geometry;

/// <summary>An image's features by where they lie.</summary>
internal sealed class PlaceGrid
{
    private const int CellPixels = 16;
    private readonly int _across, _down;
    private readonly List<int>?[] _cells;
    private readonly Keypoint[] _keypoints;

    public PlaceGrid(ImageFeatures image)
    {
        (_across, _down) = ((image.Width / CellPixels) + 1, (image.Height / CellPixels) + 1);
        (_cells, _keypoints) = (new List<int>?[_across * _down], image.Keypoints);
        for (int i = 0; i < image.Count; i++)
        {
            (_cells[(Row(image.Keypoints[i].Y) * _across) + Column(image.Keypoints[i].X)] ??= []).Add(i);
        }
    }

    public IEnumerable<int> Around(double x, double y, double reach)
    {
        for (int row = Row(y - reach); row <= Row(y + reach); row++)
        {
            for (int column = Column(x - reach); column <= Column(x + reach); column++)
            {
                foreach (int i in _cells[(row * _across) + column] ?? [])
                {
                    double dx = _keypoints[i].X - x, dy = _keypoints[i].Y - y;
                    if ((dx * dx) + (dy * dy) <= reach * reach)
                    {
                        yield return i;
                    }
                }
            }
        }
    }

    private int Row(double y) => Math.Clamp((int)(y / CellPixels), 0, _down - 1);

    private int Column(double x) => Math.Clamp((int)(x / CellPixels), 0, _across - 1);
}
