namespace ImageSearch.Geometry;

/// <summary>What agreeing with a transform means for a pair, and what one pair alone says.</summary>
internal abstract class PairAgreement
{
    /// <summary>Of keypoints of the images themselves.</summary>
    public static PairAgreement OfKeypoints { get; } = new KeypointAgreement();

    /// <summary>The pairs of the least distance ratios, so many, give hypotheses.</summary>
    public abstract int MaxHypotheses { get; }

    /// <summary>From so many pairs on an affine map is fitted, below a similarity.</summary>
    public abstract int MinForAffine { get; }

    /// <summary>From so many places on a homography is looked for.</summary>
    public abstract int MinForHomography { get; }

    /// <summary>Pairs nearer to each other than this are one.</summary>
    public abstract float PlacePixels { get; }

    /// <summary>What transforms are refused.</summary>
    public abstract Plausibility Plausibility { get; }

    /// <summary>The transform that takes one feature of a pair to the other.</summary>
    public abstract ImageTransform FromPair(in KeypointMatch pair);

    /// <summary>Whether one pair agrees.</summary>
    public abstract bool Agrees(ImageTransform transform, in KeypointMatch pair, double pixels);

    /// <summary>Pairs as <see cref="Count"/> and <see cref="Inliers"/> take them.</summary>
    public abstract PairPlaces Places(KeypointMatch[] pairs);

    /// <summary>How many pairs agree with an affine map.</summary>
    public abstract int Count(ImageTransform map, PairPlaces pairs, double pixels);

    /// <summary>The pairs that agree, in the order given.</summary>
    public abstract List<KeypointMatch> Inliers(ImageTransform transform, PairPlaces pairs, double pixels);

    private sealed class KeypointAgreement : PairAgreement
    {
        public override int MaxHypotheses => 200;

        public override int MinForAffine => 6;

        public override int MinForHomography => 16;

        public override float PlacePixels => PairMatcher.PlacePixels;

        public override Plausibility Plausibility => Plausibility.OfKeypoints;

        public override ImageTransform FromPair(in KeypointMatch pair) => InlierTest.SimilarityFromMatch(pair);

        public override bool Agrees(ImageTransform transform, in KeypointMatch pair, double pixels) =>
            InlierTest.Agrees(transform, pair, pixels);

        public override PairPlaces Places(KeypointMatch[] pairs) => InlierTest.Places(pairs);

        public override int Count(ImageTransform map, PairPlaces pairs, double pixels) => InlierTest.Count(map, pairs, pixels);

        public override List<KeypointMatch> Inliers(ImageTransform transform, PairPlaces pairs, double pixels) =>
            InlierTest.Inliers(transform, pairs, pixels);
    }
}
