using ImageSearch.Comparison;
using ImageSearch.Comparison.Pixels;
using ImageSearch.Features;
using ImageSearch.Geometry;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class PixelRelationTests
{
    private static readonly DescribedImage Image = Frames.Sized(640, 480), Half = Frames.Sized(320, 240);

    private static readonly PixelEvidence Clean = new(900, 800, 790, 0, 100, 0.4, 0.05);

    private static readonly PixelEvidence OnePart = Clean with { Contradicting = 30, Excess = 4 };

    private static readonly Coverage All = new(1, true, false), Most = new(0.7, false, false), MaxOnPlain = new(0.7, true, true),
        Margin = new(0.7, true, false), Bar = new(0.9, false, true), Little = new(0.3, false, false);

    private static readonly ImageTransform Itself = ImageTransform.Identity, Mirror = ImageTransform.Mirror(640);

    [Fact]
    public void Of_WholeViewsThatAgree_IsTheSamePicture()
    {
        Assert.Equal(ImageRelation.Reencoded, Of(Clean, All, All, Itself));
        Assert.Equal(ImageRelation.Resized, PixelRelation.Of(Clean, All, All, FrameWarp.Sizes(640, 480, 320, 240), Image, Half).Relation);
        Assert.Equal(ImageRelation.Mirrored, Of(Clean, All, All, Mirror));
        Assert.Equal(ImageRelation.Turned, Of(Clean, All, All, Turned(90)));
        Assert.Equal(ImageRelation.Recoloured, Of(Clean with { IsRecoloured = true }, All, All, Itself));
        Assert.Equal(ImageRelation.SameScene, Of(Clean with { IsOtherExposure = true }, All, All, Itself));
    }

    /// <summary>A file that was saved again lies where it lay: four pixels aside it is another moment of the camera, or, where one lies
    /// within the other, a crop.</summary>
    [Fact]
    public void Of_AWholeViewThatMoved_IsNoCopy()
    {
        Assert.Equal(ImageRelation.SameScene, Of(Clean, All, All, new ImageTransform(1, 0, 4, 0, 1, 3)));
        Assert.Equal(ImageRelation.Reencoded, Of(Clean, All, All, new ImageTransform(1, 0, 1, 0, 1, 0.5)));
        Assert.Equal(ImageRelation.Cropped,
            PixelRelation.Of(Clean, All, All, new ImageTransform(1, 0, -4, 0, 1, -3), Image, Frames.Sized(632, 474)).Relation);
    }

    [Fact]
    public void Of_APartThatAgrees_IsACrop_OrWhatSurroundsItSays()
    {
        Assert.Equal(ImageRelation.Cropped, Of(Clean, Little, All, Itself));
        Assert.Equal(ImageRelation.Cropped, Of(Clean, All, Little, Itself));
        Assert.Equal(ImageRelation.Edited, Of(Clean, All, MaxOnPlain, Itself));
        Assert.Equal(ImageRelation.Edited, Of(Clean, All, Bar, Itself));
        Assert.Equal(ImageRelation.Cropped, Of(Clean, All, Margin, Itself));
        Assert.Equal(ImageRelation.Turned, Of(Clean, All, MaxOnPlain, Turned(10)));
        Assert.Equal(ImageRelation.Turned, Of(Clean, All, Most, Turned(10)));
        Assert.Equal(ImageRelation.Cropped, Of(Clean, All, Little, Turned(10)));
        Assert.Equal(ImageRelation.Mirrored, Of(Clean, All, Little, Mirror));
        Assert.Equal(ImageRelation.SameScene, Of(Clean, Most, Most, Itself));
        Assert.Equal(ImageRelation.Turned, Of(Clean, MaxOnPlain, MaxOnPlain, Turned(10)));
    }

    [Fact]
    public void Of_WhatContradicts_IsAnEdit_OrAPartAlone()
    {
        Assert.Equal(ImageRelation.Edited, Of(OnePart, All, All, Itself));
        Assert.Equal(ImageRelation.SharedPart, Of(OnePart with { Agreeing = 20, Contradicting = 700 }, All, All, Itself));
        Assert.Equal(ImageRelation.SharedPart, Of(OnePart, Little, Little, Itself));
        Assert.Equal(ImageRelation.None, Of(OnePart with { Agreeing = 0 }, All, All, Itself));
        Assert.Equal(ImageRelation.None, Of(OnePart with { Agreeing = 8, Contradicting = 700 }, All, All, Itself));
        Assert.Equal(ImageRelation.None, Of(new PixelEvidence(900, 0, 0, 0, 900, 0.1, 0), All, All, Itself));
    }

    /// <summary>The fewer blocks say anything, and the nearer the worst of them is to a difference, the less sure it is.</summary>
    [Fact]
    public void Confidence_FallsWithFewBlocks_AndNearTheLimit()
    {
        double sure = Sure(Clean), few = Sure(Clean with { Agreeing = 5 }), near = Sure(Clean with { Excess = 0.98 }),
            edited = Sure(OnePart);
        Assert.InRange(sure, 0.99, 1);
        Assert.InRange(edited, 0.85, 0.95);
        Assert.InRange(few, 0.3, 0.7);
        Assert.InRange(near, 0.4, 0.6);
        Assert.InRange(Sure(OnePart with { Excess = 1.01 }), 0.5, 0.9);
    }

    /// <summary>Two collages with one picture in common look like a camera that moved far, one cover on two tables like one that moved a
    /// little.</summary>
    [Fact]
    public void Confidence_IsBounded_WhereSomethingElseLooksTheSame()
    {
        Assert.Equal(PixelRelation.MaxUnsure, Sure(Clean, Little, Little));
        Assert.Equal(PixelRelation.MaxUnsure, Sure(Clean with { Contradicting = 5 }, Most, Most));
        Assert.Equal(PixelRelation.MaxUnsure, Sure(Clean with { Contradicting = 1 }, All, All));
        Assert.Equal(PixelRelation.MaxUnsure, Sure(Clean with { AreColoursDoubtful = true }, All, All));
        Assert.Equal(PixelRelation.MaxOfEither, Sure(Clean with { MayBeOtherExposure = true }, All, All));
        Assert.Equal(PixelRelation.MaxUnsure, Sure(Clean with { MayBeOtherExposure = true, IsOtherExposure = true }, All, All));
        Assert.Equal(PixelRelation.MaxUnsure, Sure(Clean with { Agreeing = 500 }, All, All));
        Assert.Equal(PixelRelation.MaxUnsure, Sure(OnePart with { Agreeing = 60, Contradicting = 140, Quiet = 100 }, All, All));
        Assert.InRange(Sure(Clean, Most, Most), 0.99, 1);
    }

    /// <summary>Corners of a turned copy are left out in few cells, words of a page in most; elsewhere there are no such corners.</summary>
    [Theory]
    [InlineData(0.3, 0.1, true, false)]
    [InlineData(0.1, 0.3, false, true)]
    [InlineData(0.1, 0.1, true, true)]
    public void Confidence_IsBounded_WhereMuchWasLeftOut(double share, double cells, bool isSureOfTurned, bool isSureOfAnother)
    {
        PixelEvidence evidence = Clean with { LeftOut = new LeftOut(share, cells) };
        double turned = PixelRelation.Of(evidence, All, All, Turned(10), Image, Image).Confidence, other = Sure(evidence, Most, Most);
        Assert.Equal((isSureOfTurned, isSureOfAnother), (turned > PixelRelation.MaxUnsure, other > PixelRelation.MaxUnsure));
    }

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(2, 1, true)]
    [InlineData(3, 1, false)]
    [InlineData(90, 1, false)]
    [InlineData(180, 1, false)]
    [InlineData(0, 1.04, true)]
    [InlineData(0, 1.1, false)]
    public void IsUpright_AllowsALittle(double degrees, double stretch, bool isUpright)
    {
        ImageTransform transform = new ImageTransform(stretch, 0, 0, 0, 1, 0).After(Turned(degrees));
        Assert.Equal(isUpright, PixelRelation.IsUpright(transform, 640, 480));
        Assert.Equal(isUpright, PixelRelation.IsUpright(transform.Inverse()!, 640, 480));
        Assert.Equal(isUpright, PixelRelation.IsUpright(Mirror.After(transform), 640, 480));
        Assert.Equal(isUpright, PixelRelation.IsUpright(new ImageTransform(0.3, 0, 0, 0, 0.3, 0).After(transform), 640, 480));
    }

    [Fact]
    public void IsUpright_OfWhatIsSeenAtAnAngle_IsNot() =>
        Assert.False(PixelRelation.IsUpright(new ImageTransform(1, 0, 0, 0, 1, 0, 3e-4, 0), 640, 480));

    private static ImageRelation Of(PixelEvidence evidence, Coverage first, Coverage second, ImageTransform transform) =>
        PixelRelation.Of(evidence, first, second, transform, Image, Image).Relation;

    private static double Sure(PixelEvidence evidence) => Sure(evidence, All, All);

    private static double Sure(PixelEvidence evidence, Coverage first, Coverage second) =>
        PixelRelation.Of(evidence, first, second, Itself, Image, Image).Confidence;

    private static ImageTransform Turned(double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        return new ImageTransform(cos, -sin, 0, sin, cos, 0);
    }
}
