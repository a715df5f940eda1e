namespace ImageSearch.Comparison.Pixels;

/// <summary>The verdict on each block of the coarse level, and the areas that they form.</summary>
internal sealed class CoarseBlocks(BlockGrid grid, AlignedPair pair)
{
    /// <summary>So many blocks that touch contradict together; fewer at the coarse level alone may be chance.</summary>
    private const int MinTouching = 3;

    /// <summary>Times the noise.</summary>
    private const float StandsOut = 2.2f;

    private readonly Verdict[] _verdicts = new Verdict[grid.Count];

    private readonly bool[] _isFiner = new bool[grid.Count];

    private enum Verdict : byte
    {
        Invalid,
        Silent,
        Unclear,
        Agrees,
        Contradicts,
    }

    /// <summary>Blocks that show nothing in either image, at the same brightness.</summary>
    public int Quiet { get; private set; }

    /// <summary>Judges the blocks by what they show at this level.</summary>
    public void Judge(NoiseModel noise, float minActivity, float agreeingShare, float contradictingShare, float maxOffset)
    {
        for (int i = 0; i < grid.Count; i++)
        {
            float activity = grid.Activity[i], difference = grid.Difference[i], usual = noise.At(activity);

            // Where most blocks of an activity agree, one that contradicts must stand out from them; where most do not, they are no
            // measure.
            float contradicting = Math.Max(contradictingShare * activity, usual < agreeingShare * activity ? StandsOut * usual : 0);
            _verdicts[i] = !grid.IsValid[i] ? Verdict.Invalid
                : Math.Abs(grid.Offset[i]) > maxOffset + (activity / 2) ? Verdict.Contradicts
                : activity < minActivity ? Verdict.Silent
                : difference <= agreeingShare * activity ? Verdict.Agrees
                : difference >= contradicting && difference >= minActivity ? Verdict.Contradicts
                : Verdict.Unclear;
            Quiet += _verdicts[i] == Verdict.Silent && Math.Abs(grid.Offset[i]) <= maxOffset / 3 ? 1 : 0;
        }
    }

    /// <summary>Marks the blocks around a block of a finer level that differs.</summary>
    /// <param name="column">The finer block's column.</param>
    /// <param name="row">Its row.</param>
    /// <param name="scale">How many pixels of the finer level a pixel of this one is wide.</param>
    public void MarkFiner(int column, int row, int scale)
    {
        int x = Math.Min(grid.Columns - 1, column / scale), y = Math.Min(grid.Rows - 1, row / scale);
        if (x >= 0 && y >= 0 && _verdicts[(y * grid.Columns) + x] != Verdict.Invalid)
        {
            _isFiner[(y * grid.Columns) + x] = true;
        }
    }

    /// <summary>Counts, and the areas that contradict, the largest first.</summary>
    public PixelEvidence ToEvidence(AlignedPair full, double excess)
    {
        List<int[]> areas = Areas();
        var isCounted = new bool[grid.Count];
        areas.ForEach(a => Array.ForEach(a, i => isCounted[i] = true));
        int blocks = 0, informative = 0, agreeing = 0, contradicting = 0;
        for (int i = 0; i < grid.Count; i++)
        {
            blocks += _verdicts[i] == Verdict.Invalid ? 0 : 1;
            contradicting += isCounted[i] ? 1 : 0;
            agreeing += !isCounted[i] && _verdicts[i] == Verdict.Agrees ? 1 : 0;
            informative += isCounted[i] || _verdicts[i] > Verdict.Silent ? 1 : 0;
        }

        double across = full.Width / (double)pair.Width, down = full.Height / (double)pair.Height;
        return new PixelEvidence(blocks, informative, agreeing, contradicting, Quiet, excess, 0)
        {
            Areas = [.. areas.Select(a => ToArea(a, across, down, blocks)).OrderByDescending(a => a.Share)],
        };
    }

    private DifferingArea ToArea(int[] blocks, double across, double down, int all)
    {
        int left = blocks.Min(i => i % grid.Columns), right = blocks.Max(i => i % grid.Columns);
        int top = blocks.Min(i => i / grid.Columns), bottom = blocks.Max(i => i / grid.Columns);
        return new DifferingArea(left * BlockGrid.Stride * across, top * BlockGrid.Stride * down,
            ((right * BlockGrid.Stride) + BlockGrid.BlockPixels) * across,
            ((bottom * BlockGrid.Stride) + BlockGrid.BlockPixels) * down, blocks.Length / (double)Math.Max(1, all));
    }

    /// <summary>Blocks that touch and contradict: several of this level, or any with one of a finer level.</summary>
    private List<int[]> Areas()
    {
        var areas = new List<int[]>();
        var seen = new bool[grid.Count];
        var open = new Stack<int>();
        for (int start = 0; start < grid.Count; start++)
        {
            if (seen[start] || !Differs(start))
            {
                continue;
            }

            var area = new List<int>();
            seen[start] = true;
            open.Push(start);
            while (open.TryPop(out int at))
            {
                area.Add(at);
                foreach (int next in Around(at))
                {
                    if (!seen[next] && Differs(next))
                    {
                        seen[next] = true;
                        open.Push(next);
                    }
                }
            }

            if (area.Count >= MinTouching || area.Exists(i => _isFiner[i]))
            {
                areas.Add([.. area]);
            }
        }

        return areas;
    }

    private bool Differs(int at) => _verdicts[at] == Verdict.Contradicts || _isFiner[at];

    private IEnumerable<int> Around(int at)
    {
        (int row, int column) = Math.DivRem(at, grid.Columns);
        for (int y = Math.Max(0, row - 1); y <= Math.Min(grid.Rows - 1, row + 1); y++)
        {
            for (int x = Math.Max(0, column - 1); x <= Math.Min(grid.Columns - 1, column + 1); x++)
            {
                yield return (y * grid.Columns) + x;
            }
        }
    }
}
