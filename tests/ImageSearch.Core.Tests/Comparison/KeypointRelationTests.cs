using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Tests.Comparison;

/// <summary>Images of 640 x 480, described at half of that, under a known transform.</summary>
public sealed class KeypointRelationTests
{
    [Theory]
    [InlineData(1, 0, 0, 0, ImageRelation.Reencoded)]
    [InlineData(1.02, 1, 2, -3, ImageRelation.Reencoded)]
    [InlineData(2, 0, -100, -60, ImageRelation.Cropped)]
    [InlineData(0.4, 0, 60, 40, ImageRelation.Cropped)]
    [InlineData(0.6, 15, 60, 20, ImageRelation.SameScene)]
    [InlineData(1, 180, 319, 239, ImageRelation.Turned)]
    [InlineData(1, 10, 20, -25, ImageRelation.Turned)]
    [InlineData(1, 0, 90, 0, ImageRelation.SameScene)]
    public void Of_IsWhereTheOneLiesInTheOther(double scale, double degrees, double x, double y, ImageRelation relation)
    {
        DescribedImage image = Sized(640, 480);
        KeypointFindings found = Findings(MadeFeatures.Similarity(degrees, scale, x, y));
        Assert.Equal(relation, KeypointRelation.Of(found, isByHash: false, isMirrored: false, image, image));
        Assert.Equal(relation, KeypointRelation.Of(found.Swapped(), isByHash: false, isMirrored: false, image, image));
        Assert.Equal(ImageRelation.Mirrored, KeypointRelation.Of(found, isByHash: false, isMirrored: true, image, image));
    }

    [Fact]
    public void Of_AWholeViewInAnotherSize_IsResized()
    {
        KeypointFindings found = Findings(ImageTransform.Identity);
        Assert.Equal(ImageRelation.Resized,
            KeypointRelation.Of(found, isByHash: false, isMirrored: false, Sized(640, 480), Sized(1280, 960)));
    }

    /// <summary>The perceptual hash knows no places: what it is surer of is the whole view.</summary>
    [Fact]
    public void Of_WhatTheHashIsSurerOf_IsTheWholeView()
    {
        KeypointFindings found = Findings(MadeFeatures.Similarity(0, 2, -100, -60)), none = new([], null);
        Assert.Equal(ImageRelation.Reencoded,
            KeypointRelation.Of(found, isByHash: true, isMirrored: false, Sized(640, 480), Sized(640, 480)));
        Assert.Equal(ImageRelation.Resized, KeypointRelation.Of(none, isByHash: true, isMirrored: false, Sized(640, 480), Sized(64, 48)));
    }

    private static DescribedImage Sized(int width, int height) =>
        new(new FileFacts("", 1, DateTime.UnixEpoch, []), width, height,
            new ImageFeatures(MadeFeatures.Width, MadeFeatures.Height, [], []));

    private static KeypointFindings Findings(ImageTransform transform)
    {
        ImageFeatures features = MadeFeatures.Random(1, 50);
        return new KeypointFindings([new GeometricMatch(transform, [], 50, transform.IsMirrored)],
            KeypointEvidence.Of(features, features, [transform]));
    }
}
