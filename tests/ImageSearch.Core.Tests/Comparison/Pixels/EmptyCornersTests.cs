using ImageSearch.Comparison.Pixels;
using ImageSearch.Imaging;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class EmptyCornersTests
{
    private const int Side = 300;
    private const int Corner = 70;
    private const int Cell = 6;

    /// <summary>Cells of two colours, so that what can be reached from a corner ends with the first of them.</summary>
    private static readonly ColourImage Cells =
        Altered.Seen(Altered.Pasted(Altered.Plain(2, 1, 40, 90, 60), Altered.Plain(1, 1, 200, 120, 90), 1, 0), Side, Side,
        (x, y) => (((int)(x / Cell) + (int)(y / Cell)) % 2, 0));

    private static readonly ColourImage WithCorners = Altered.Seen(Cells, Side, Side, (x, y) => IsCorner(x, y, 0) ? (-9, -9) : (x, y));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_LeavesOutWhatOneImageAloneHasEmpty(bool isSwapped)
    {
        (FramePixels first, FramePixels second) = (Frames.Of(WithCorners), Frames.Of(Cells));
        Alignment alignment = isSwapped ? Frames.Aligned(second, first) : Frames.Aligned(first, second);
        byte[] mask = Assert.IsType<byte[]>(EmptyCorners.Without(alignment.Pair, alignment).Pair.Mask);
        for (int i = 0; i < mask.Length; i++)
        {
            (double x, double y) = (i % Side, i / Side);
            if (IsCorner(x, y, 4))
            {
                // Where the corner is a cell of the other image's, that is reached from it too.
                Assert.True(mask[i] == 0 || IsCorner(x, y, Corner - (3 * Cell)));
            }
            else if (!IsCorner(x, y, -6))
            {
                Assert.Equal(255, mask[i]);
            }
        }
    }

    [Fact]
    public void Without_KeepsWhatBothHaveEmpty()
    {
        FramePixels corners = Frames.Of(WithCorners);
        Alignment alignment = Frames.Aligned(corners, corners);
        (AlignedPair pair, LeftOut leftOut) = EmptyCorners.Without(alignment.Pair, alignment);
        Assert.All(pair.Mask!, m => Assert.Equal(255, m));
        Assert.Equal(default, leftOut);
    }

    [Fact]
    public void Without_KeepsWhatIsMaskedAlready()
    {
        FramePixels photo = Frames.Of(Cells);
        Alignment alignment = Frames.Aligned(photo, photo);
        byte[] mask = [.. Enumerable.Range(0, Side * Side).Select(i => (byte)(i % 3 == 0 ? 0 : 255))];
        Assert.Equal(mask, EmptyCorners.Without(alignment.Pair with { Mask = mask }, alignment).Pair.Mask);
    }

    /// <summary>Corners leave out a part of few cells, the words of a page of most.</summary>
    [Fact]
    public void Without_TellsHowScatteredWhatItLeavesOutLies()
    {
        FramePixels page = Frames.Of(Altered.Plain(Side, Side, 255, 255, 255));
        ColourImage black = Altered.Pasted(Altered.Plain(2, 1, 255, 255, 255), Altered.Plain(1, 1, 20, 20, 20), 1, 0);
        ColourImage lines = Altered.Seen(black, Side, Side, (x, y) => ((int)y % 12 < 5 && (int)x % 9 < 7 ? 1 : 0, 0));
        Alignment words = Frames.Aligned(page, Frames.Of(lines)), corners = Frames.Aligned(Frames.Of(WithCorners), Frames.Of(Cells));
        Assert.InRange(EmptyCorners.Without(words.Pair, words).LeftOut.Cells, 0.8, 1);
        Assert.InRange(EmptyCorners.Without(corners.Pair, corners).LeftOut.Cells, 0.01, 0.1);
        Assert.InRange(EmptyCorners.Without(corners.Pair, corners).LeftOut.Share, 0.03, 0.07);
    }

    /// <summary>The triangle at the top left and the one at the bottom right, by so many pixels smaller.</summary>
    private static bool IsCorner(double x, double y, double smaller) => x + y < Corner - smaller
        || (2 * (Side - 1)) - x - y < Corner - smaller;
}
