namespace ImageSearch.Geometry;

/// <summary>What agreeing with a transform means for a pair, and what one pair alone says.</summary>
internal abstract class PairAgreement
{
    /// <summary>Of keypoints of the images themselves.</summary>
    public static PairAgreement OfKeypoints { get; } = new KeypointAgreement();

    /// <summary>The pairs of least doubt, so many, give hypotheses.</summary>
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
    public abstract ImageTransform FromPair(in PointPair pair);

    /// <summary>Whether one pair agrees.</summary>
    public abstract bool Agrees(ImageTransform transform, in PointPair pair, double pixels);

    public abstract int Count(ImageTransform transform, PointPair[] pairs, double pixels);

    /// <summary>The pairs that agree, in the order given.</summary>
    public abstract List<PointPair> Inliers(ImageTransform transform, PointPair[] pairs, double pixels);

    private sealed class KeypointAgreement : PairAgreement
    {
        public override int MaxHypotheses => 200;

        public override int MinForAffine => 6;

        public override int MinForHomography => 16;

        public override float PlacePixels => PairMatcher.PlacePixels;

        public override Plausibility Plausibility => Plausibility.OfKeypoints;

        public override ImageTransform FromPair(in PointPair pair) => Agreement.FromPair(pair);

        public override bool Agrees(ImageTransform transform, in PointPair pair, double pixels) => Agreement.Agrees(transform, pair, pixels);

        public override int Count(ImageTransform transform, PointPair[] pairs, double pixels) => Agreement.Count(transform, pairs, pixels);

        public override List<PointPair> Inliers(ImageTransform transform, PointPair[] pairs, double pixels) => Agreement.Inliers(transform, pairs, pixels);
    }
}
