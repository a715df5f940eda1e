using ImageSearch.Comparison.Pixels;
using ImageSearch.Imaging;

namespace ImageSearch.Tests.Comparison.Pixels;

/// <summary>Blocks of two equal textures, some of which are made to differ.</summary>
public sealed class CoarseBlocksTests
{
    private const int Side = 92;

    /// <summary>Blocks across and down.</summary>
    private const int Across = 21;

    private static readonly GrayImage Texture = Frames.Gray(Side, Side, (x, y) => 128 + (70 * Math.Sin(x / 1.7) * Math.Sin(y / 1.9)));

    private readonly AlignedPair _pair = new(Texture, Texture, null);
    private readonly BlockGrid _grid;

    public CoarseBlocksTests() => _grid = BlockGrid.Of(_pair);

    [Fact]
    public void ToEvidence_OfEqualImages_AgreesEverywhere()
    {
        PixelEvidence evidence = Judge().ToEvidence(_pair, 0.1);
        Assert.Equal((Across * Across, Across * Across, Across * Across, 0, 0), Counts(evidence));
        Assert.Empty(evidence.Areas);
        Assert.Equal(0.1, evidence.Excess);
    }

    [Fact]
    public void ToEvidence_TakesOneOrTwoBlocksForChance_AndThreeThatTouchForAnArea()
    {
        Differ((2, 2), (9, 9), (9, 10), (15, 15), (16, 16), (16, 17));
        PixelEvidence evidence = Judge().ToEvidence(_pair, 0);
        Assert.Equal(3, evidence.Contradicting);
        Assert.Equal(new DifferingArea(60, 60, 76, 80, 3.0 / (Across * Across)), Assert.Single(evidence.Areas));
    }

    /// <summary>One block of a finer level is enough, and takes in what contradicts around it.</summary>
    [Fact]
    public void MarkFiner_MakesAnAreaOfASingleBlock()
    {
        Differ((6, 5));
        CoarseBlocks found = Judge();
        found.MarkFiner(21, 25, 4);
        PixelEvidence evidence = found.ToEvidence(_pair, 2);
        Assert.Equal(2, evidence.Contradicting);
        Assert.Equal(new DifferingArea(20, 20, 36, 36, 2.0 / (Across * Across)), Assert.Single(evidence.Areas));
    }

    [Fact]
    public void ToEvidence_GivesAreasInPixelsOfTheFullSize_TheLargestFirst()
    {
        Differ((2, 2), (2, 3), (2, 4), (10, 10), (10, 11), (10, 12), (10, 13));
        GrayImage full = Frames.Gray(4 * Side, 2 * Side, (_, _) => 0);
        IReadOnlyList<DifferingArea> areas = Judge().ToEvidence(new AlignedPair(full, full, null), 0).Areas;
        Assert.Equal([new DifferingArea(160, 80, 208, 128, 4.0 / (Across * Across)),
            new DifferingArea(32, 16, 80, 56, 3.0 / (Across * Across))], areas);
    }

    [Fact]
    public void Judge_LeavesOutWhatOneImageLacks_AndWhatShowsNothing()
    {
        Array.Fill(_grid.IsValid, false, 0, Across);
        Array.Fill(_grid.Activity, 1f, Across, Across);
        Assert.Equal((Across * 20, Across * 19, Across * 19, 0, Across), Counts(Judge().ToEvidence(_pair, 0)));
    }

    [Fact]
    public void Judge_TakesAnotherBrightnessForAContradiction()
    {
        Array.Fill(_grid.Activity, 1f);
        Array.Fill(_grid.Offset, 60f, 0, Across);
        PixelEvidence evidence = Judge().ToEvidence(_pair, 0);
        Assert.Equal((Across * Across, Across, 0, Across, Across * 20), Counts(evidence));
    }

    private static (int, int, int, int, int) Counts(PixelEvidence e) => (e.Blocks, e.Informative, e.Agreeing, e.Contradicting, e.Quiet);

    private void Differ(params (int Column, int Row)[] blocks)
    {
        foreach ((int column, int row) in blocks)
        {
            int at = (row * Across) + column;
            _grid.Difference[at] = 1.2f * _grid.Activity[at];
        }
    }

    private CoarseBlocks Judge()
    {
        var blocks = new CoarseBlocks(_grid, _pair);
        blocks.Judge(NoiseModel.Of(_grid), minActivity: 5, agreeingShare: 0.62f, contradictingShare: 0.88f, maxOffset: 24);
        return blocks;
    }
}
