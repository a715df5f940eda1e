using ImageSearch.Imaging.Vips;

namespace ImageSearch.Imaging;

/// <summary>Where the blocks of 8 x 8 pixels of a JPEG's brightness lie in the upright picture, and by which steps their coefficients were
/// quantised (ITU-T T.81, A.3.3 and A.3.4).</summary>
/// <param name="Steps">64 of them, row by row: the step of the coefficient of so many half waves across, at [8 down + across]; 0 for a
/// PNG, where nothing is quantised.</param>
/// <param name="Left">The first column of a whole block, 0 to 7.</param>
/// <param name="Top">The first row of a whole block, 0 to 7.</param>
/// <param name="IsAnywhere">Whether there are no blocks, so that they may lie anywhere.</param>
internal sealed record JpegBlocks(double[] Steps, int Left, int Top, bool IsAnywhere)
{
    /// <summary>Pixels across a block.</summary>
    public const int Side = 8;

    /// <summary>Of a block: as many as it has pixels.</summary>
    public const int Coefficients = Side * Side;

    /// <summary>Looks into a file's header.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="width">Of the upright picture, in pixels.</param>
    /// <param name="height">Of the upright picture, in pixels.</param>
    /// <returns>Null where it is not known: other formats, palettes, a header that is damaged.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="VipsException">libvips cannot read its orientation.</exception>
    public static JpegBlocks? Of(string path, int width, int height) => QuantisationSteps.OfBlocks(path) switch
    {
        null => null,
        { Length: 0 } => new JpegBlocks(new double[Coefficients], 0, 0, IsAnywhere: true),
        int[] inFile => Upright(inFile, VipsDecoder.OrientationOf(path), width, height),
    };

    /// <summary>As they lie once an orientation is applied (EXIF 2.32, 4.6.4: 1 is upright).</summary>
    /// <param name="inFile">64 steps in the order of the file, a zigzag (T.81, figure A.6).</param>
    /// <param name="orientation">1 to 8.</param>
    /// <param name="width">Of the upright picture, in pixels.</param>
    /// <param name="height">Of the upright picture, in pixels.</param>
    internal static JpegBlocks Upright(int[] inFile, int orientation, int width, int height)
    {
        bool isTransposed = orientation is >= 5 and <= 8, isFromRight = orientation is 2 or 3 or 6 or 7,
            isFromBottom = orientation is 3 or 4 or 7 or 8;
        var steps = new double[Coefficients];
        for (int i = 0, across = 0, down = 0; i < Coefficients; i++)
        {
            steps[isTransposed ? (Side * across) + down : (Side * down) + across] = inFile[i];
            (across, down) = Next(across, down);
        }

        return new JpegBlocks(steps, isFromRight ? width % Side : 0, isFromBottom ? height % Side : 0, IsAnywhere: false);
    }

    /// <summary>One step of the zigzag: up to the right on even diagonals, down to the left on odd ones.</summary>
    private static (int Across, int Down) Next(int across, int down) => (across + down) % 2 == 0
        ? across == Side - 1 ? (across, down + 1) : down == 0 ? (across + 1, down) : (across + 1, down - 1)
        : down == Side - 1 ? (across + 1, down) : across == 0 ? (across, down + 1) : (across - 1, down + 1);
}
