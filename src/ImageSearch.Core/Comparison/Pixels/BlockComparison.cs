namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// Compares two aligned images block by block, at their own size and at each half of it down to a coarse one. At every level a block
/// contradicts that differs by many times the noise that the pair shows at its activity; at the coarse level, where the noise is averaged
/// out, also one that shows something that the other image does not have there at all.
/// </summary>
internal static class BlockComparison
{
    /// <summary>The coarse level is the first whose long side is no longer than this, in pixels.</summary>
    private const int CoarseLongSide = 256;

    /// <summary>At full size a block contradicts from so many times the noise on: sharp edges, resampled, stand out by up to 7.</summary>
    private const float FineFactor = 8.5f;

    /// <summary>At smaller sizes from so many times on.</summary>
    private const float Factor = 6;

    /// <summary>Times so many more where the one is turned or seen at an angle: it was resampled as a whole, and where a warp is not quite
    /// what was estimated, edges stand out.</summary>
    private const float TurnedFactor = 1.25f;

    /// <summary>A block with less activity shows nothing: a standard deviation in gray levels.</summary>
    private const float MinActivity = 5;

    /// <summary>And one with less than so many times the noise of the flattest blocks.</summary>
    private const float MinSignal = 3;

    /// <summary>Of the activity: a difference below this agrees (a correlation of about 0.8, at equal contrast).</summary>
    private const float AgreeingShare = 0.62f;

    /// <summary>A difference above this contradicts (a correlation of about 0.6, at equal contrast; nothing at all on one side gives
    /// 1).</summary>
    private const float ContradictingShare = 0.88f;

    /// <summary>A block whose brightness is off by more than this contradicts, once the tone curve is levelled.</summary>
    private const float MaxOffset = 24;

    /// <summary>No compression makes another thing of a block in which both images show this much: a standard deviation in gray
    /// levels.</summary>
    private const float StrongActivity = 30;

    /// <summary>Of all blocks of strong contrast, so many show something else where words differ everywhere; fewer are judged by the noise,
    /// as all blocks are.</summary>
    private const double MinOtherShare = 0.15;

    /// <summary>Such a block may lie so many pixels off, however the images were laid upon each other.</summary>
    private const int OtherShift = 1;

    /// <summary>Where two images were laid upon each other by an estimate, a block may lie so many pixels off.</summary>
    private const int MaxShift = 3;

    /// <summary>The share of blocks, from the flattest on, whose noise is that of flat blocks.</summary>
    private const double FlatShare = 0.1;

    /// <summary>What the blocks of a pair say.</summary>
    /// <param name="pair">The images.</param>
    /// <param name="isExact">Whether they lie upon each other exactly; else each block is looked for a little around its place.</param>
    /// <param name="isUpright">Whether the one is neither turned nor seen at an angle in the other.</param>
    public static PixelEvidence Compare(AlignedPair pair, bool isExact, bool isUpright = true)
    {
        var levels = new List<AlignedPair> { Sharpness.Level(pair) };
        while (levels[^1].LongSide > CoarseLongSide)
        {
            levels.Add(levels[^1].Halved());
        }

        BlockGrid coarse = BlockGrid.Of(levels[^1]);
        if (!isExact)
        {
            Loosen(coarse, levels[^1]);
        }

        var found = new CoarseBlocks(coarse, levels[^1]);
        found.Judge(NoiseModel.Of(coarse), ActivityThreshold(coarse), AgreeingShare, ContradictingShare, MaxOffset);
        double excess = 0;
        BlockGrid grid = coarse;
        for (int i = levels.Count - 1; i >= 0; i--)
        {
            grid = i == levels.Count - 1 ? coarse : BlockGrid.Of(levels[i]);
            var level = new Level(levels[i], grid, (i == 0 ? FineFactor : Factor) * (isUpright ? 1 : TurnedFactor), isExact ? 0 : MaxShift);
            excess = Math.Max(excess, Mark(level, found, 1 << (levels.Count - 1 - i)));
        }

        // Noise is looked for as it is: what was blurred has less, and what was loosened differs less.
        bool isAsItIs = ReferenceEquals(levels[0], pair) && (isExact || levels.Count > 1);
        return found.ToEvidence(pair, excess) with { IsOtherExposure = OwnNoise.IsIn(isAsItIs ? grid : BlockGrid.Of(pair)) };
    }

    /// <summary>What a block must show to say anything: more than the noise of the flattest blocks, but no more than half of all blocks
    /// show.</summary>
    private static float ActivityThreshold(BlockGrid grid)
    {
        int[] byActivity = [.. Enumerable.Range(0, grid.Count).Where(i => grid.IsValid[i]).OrderBy(i => grid.Activity[i])];
        if (byActivity.Length == 0)
        {
            return MinActivity;
        }

        float[] flattest = [.. byActivity.Take(Math.Max(1, (int)(FlatShare * byActivity.Length))).Select(i => grid.Difference[i]).Order()];
        return Math.Max(MinActivity, Math.Min(MinSignal * flattest[flattest.Length / 2], grid.Activity[byActivity[byActivity.Length / 2]]));
    }

    /// <summary>Where a block seems to contradict, the best of small shifts counts.</summary>
    private static void Loosen(BlockGrid grid, AlignedPair pair)
    {
        for (int i = 0; i < grid.Count; i++)
        {
            if (grid.IsValid[i] && grid.Difference[i] > AgreeingShare * grid.Activity[i])
            {
                grid.Difference[i] = grid.MinDifference(pair, i, 1);
            }
        }
    }

    /// <summary>Marks the blocks of a level that differ by more than noise.</summary>
    /// <returns>The largest difference over what would be one.</returns>
    private static double Mark(Level level, CoarseBlocks found, int scale)
    {
        BlockGrid grid = level.Grid;
        NoiseModel noise = NoiseModel.Of(grid);
        double most = 0;
        for (int i = 0; i < grid.Count; i++)
        {
            if (!grid.IsValid[i])
            {
                continue;
            }

            double allowed = level.Factor * noise.At(grid.Activity[i]), excess = grid.Difference[i] / allowed;
            if (excess >= 0.8 && level.MaxShift > 0)
            {
                excess = grid.MinDifference(level.Pair, i, level.MaxShift) / allowed;
            }

            most = Math.Max(most, excess);
            if (excess >= 1)
            {
                found.MarkFiner(i % grid.Columns, i / grid.Columns, scale);
            }
        }

        int[] others = Others(level);
        Array.ForEach(others, i => found.MarkFiner(i % grid.Columns, i / grid.Columns, scale));
        return others.Length > 0 ? Math.Max(1, most) : most;
    }

    /// <summary>
    /// The blocks of strong contrast that show something else, if they are many of them: where all words of a page are others, their
    /// differences are what is usual there, and no noise.
    /// </summary>
    private static int[] Others(Level level)
    {
        BlockGrid grid = level.Grid;
        int[] strong = [.. Enumerable.Range(0, grid.Count).Where(i => grid.IsValid[i] && grid.LessActivity[i] >= StrongActivity)];
        int[] likely = [.. strong.Where(i => grid.Difference[i] >= ContradictingShare * grid.Activity[i])];
        if (likely.Length < MinOtherShare * strong.Length)
        {
            return [];
        }

        int[] others = [.. likely.Where(i => grid.MinDifference(level.Pair, i, Math.Max(level.MaxShift, OtherShift)) >= ContradictingShare
            * grid.Activity[i])];
        return others.Length < MinOtherShare * strong.Length ? [] : others;
    }

    private sealed record Level(AlignedPair Pair, BlockGrid Grid, float Factor, int MaxShift);
}
