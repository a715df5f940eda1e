using ImageSearch.Comparison;
using ImageSearch.Geometry;

namespace ImageSearch.Tests.Comparison;

public sealed class KeypointFindingsTests
{
    [Fact]
    public void Swapped_IsFromTheSecondToTheFirst()
    {
        var part = new GeometricMatch(MadeFeatures.Similarity(0, 2, 10, 20), [new DescribedPoint(1, 2, 12, 24)], 7, IsMirrored: false)
        {
            HasFewFeatures = true,
            CollinearInlierCount = 3,
        };
        KeypointFindings swapped = new KeypointFindings([part], new KeypointEvidence(5, 2, 0.5, 0.9)).Swapped();
        GeometricMatch back = Assert.Single(swapped.Parts);
        Assert.Equal(new ImageTransform(0.5, 0, -5, 0, 0.5, -10), back.Transform);
        Assert.Equal(new DescribedPoint(12, 24, 1, 2), Assert.Single(back.Points));
        Assert.Equal((7, true, 3), (back.PutativeMatchCount, back.HasFewFeatures, back.CollinearInlierCount));
        Assert.Equal(new KeypointEvidence(5, 2, 0.9, 0.5), swapped.Evidence);
    }

    [Fact]
    public void Swapped_LeavesOutWhatHasNoWayBack()
    {
        var flat = new GeometricMatch(new ImageTransform(1, 1, 0, 1, 1, 0), [], 7, IsMirrored: false);
        Assert.Empty(new KeypointFindings([flat], null).Swapped().Parts);
        Assert.Null(new KeypointFindings([], null).Geometry);
    }
}
