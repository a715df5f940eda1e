namespace ImageSearch.Comparison.Pixels;

/// <summary>What the pixels of two aligned images say, for and against: counts of blocks at the coarse level.</summary>
/// <param name="Blocks">Blocks where both images have pixels.</param>
/// <param name="Informative">Those that show anything in either image.</param>
/// <param name="Agreeing">Those of them that show the same in both.</param>
/// <param name="Contradicting">Blocks that show something else: at the coarse level, or at a finer one within it.</param>
/// <param name="Quiet">Blocks that show nothing in either image, at the same brightness.</param>
/// <param name="Excess">By how much the worst block at any level differs, over what would be taken for a difference: 1 and more is
/// one.</param>
/// <param name="ColourChange">How far the colours differ once white balance is levelled, over how much colour there is: 0 none, 1 all of
/// it.</param>
internal sealed record PixelEvidence(int Blocks, int Informative, int Agreeing, int Contradicting, int Quiet, double Excess,
    double ColourChange)
{
    /// <summary>Where they contradict, in pixels of the frame.</summary>
    public IReadOnlyList<DifferingArea> Areas { get; init; } = [];

    /// <summary>Of what says anything, the share that agrees; 1 where nothing does.</summary>
    public double Agreement => Agreeing + Contradicting == 0 ? 1 : Agreeing / (double)(Agreeing + Contradicting);

    /// <summary>The same, with what is quiet in both counted as agreeing.</summary>
    public double ViewAgreement => Agreeing + Quiet + Contradicting == 0 ? 0
        : (Agreeing + Quiet) / (double)(Agreeing + Quiet + Contradicting);

    /// <summary>Of all there is, the share that contradicts.</summary>
    public double ContradictingShare => Blocks == 0 ? 0 : Contradicting / (double)Blocks;

    /// <summary>
    /// Whether nothing contradicts. Where nearly all agrees the noise is well known, and what contradicted would stand out of it: blocks
    /// that merely lost their texture do not.
    /// </summary>
    public bool IsClean => Excess < (Contradicting == 0 ? 1 : MaxExcess) && Agreement >= MinAgreement && ColourAreas == 0;

    /// <summary>Whether both have noise of their own: two exposures of one scene rather than two copies of one.</summary>
    public bool IsOtherExposure { get; init; }

    /// <summary>Whether it is not sure which: what differs is on both sides, but compression may have done it, or grain was added to
    /// one.</summary>
    public bool MayBeOtherExposure { get; init; }

    /// <summary>What was left out as the empty corners of a turned copy.</summary>
    public LeftOut LeftOut { get; init; }

    /// <summary>Of the blocks that show anything, the share that agrees; 1 where none does. Those that neither agree nor contradict show
    /// less than noise would hide, or lie a little off.</summary>
    public double InformativeAgreement => Informative == 0 ? 1 : Agreeing / (double)Informative;

    /// <summary>Whether the picture has other colours, or none, and not a part of it alone.</summary>
    public bool IsRecoloured { get; init; }

    /// <summary>Whether colours are the same only by what compression or clipping may have taken: a part that was tinted could hide
    /// there.</summary>
    public bool AreColoursDoubtful { get; init; }

    /// <summary>Connected areas whose colours alone differ.</summary>
    public int ColourAreas { get; init; }

    /// <summary>The most that a block may stand out of the noise where some seem to contradict at the coarse level.</summary>
    private const double MaxExcess = 0.75;

    private const double MinAgreement = 0.8;
}
