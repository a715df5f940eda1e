using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Sift;

namespace ImageSearch.Tests.Comparison;

public sealed class KeypointEvidenceTests
{
    /// <summary>So many that there are 8 x 8 cells of six features each, by and large.</summary>
    private const int Count = 400;

    private const int Cells = 64;

    private static readonly ImageFeatures Image = MadeFeatures.Random(1, Count);

    [Theory]
    [InlineData(0, 1, 0, 0)]
    [InlineData(30, 0.7, 130, -20)]
    [InlineData(180, 1.5, 480, 360)]
    [InlineData(-100, 0.5, 60, 200)]
    public void Of_WhatASimilarityMade_AgreesInEveryCell(double degrees, double scale, double x, double y)
    {
        ImageTransform transform = MadeFeatures.Similarity(degrees, scale, x, y);
        KeypointEvidence evidence = KeypointEvidence.Of(Image, MadeFeatures.Seen(Image, transform, 500, 400), [transform]);
        Assert.Equal(0, evidence.Contradicting);
        Assert.InRange(evidence.Agreeing, 9, Cells);
        Assert.Equal(1, evidence.Agreement);
        Assert.InRange(evidence.ViewConfidence, 0.99, 1);
    }

    /// <summary>One half is kept, in the other everything is something else.</summary>
    [Fact]
    public void Of_AHalfThatWasReplaced_ContradictsThere()
    {
        ImageFeatures second = MadeFeatures.Together(MadeFeatures.Chosen(Image, IsLeft),
            MadeFeatures.Chosen(MadeFeatures.Random(2, Count), k => !IsLeft(k)));
        KeypointEvidence evidence = KeypointEvidence.Of(Image, second, [ImageTransform.Identity]);
        Assert.InRange(evidence.Agreeing, 29, 40);
        Assert.InRange(evidence.Contradicting, 22, 32);
        Assert.Equal(evidence.Agreeing / (double)(evidence.Agreeing + evidence.Contradicting), evidence.Agreement);
    }

    [Fact]
    public void Of_AHalfWithoutFeatures_IsSilentThere()
    {
        KeypointEvidence evidence = KeypointEvidence.Of(Image, MadeFeatures.Chosen(Image, IsLeft), [ImageTransform.Identity]);
        Assert.Equal(0, evidence.Contradicting);
        Assert.InRange(evidence.Agreeing, 15, 24);
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void Of_PartnersOfAnotherDirectionSizeOrLook_AreNone(bool isTurned, bool isLarger, bool isOther)
    {
        ImageFeatures second = Image with
        {
            Keypoints = [.. Image.Keypoints.Select(
                k => k with { Angle = (k.Angle + (isTurned ? 90 : 0)) % 360, Scale = k.Scale * (isLarger ? 2.5f : 1) })],
            Descriptors = isOther ? MadeFeatures.Random(2, Count).Descriptors : Image.Descriptors,
        };
        KeypointEvidence evidence = KeypointEvidence.Of(Image, second, [ImageTransform.Identity]);
        Assert.Equal(0, evidence.Agreeing);
        Assert.InRange(evidence.Contradicting, 45, Cells);
        Assert.Equal(0, evidence.Agreement);
        Assert.InRange(evidence.ViewConfidence, 0, 0.01);
    }

    /// <summary>Two parts, each under a transform of its own: what either explains agrees.</summary>
    [Fact]
    public void Of_SeveralTransforms_CountsWhatAnyOfThemExplains()
    {
        ImageTransform left = MadeFeatures.Similarity(0, 1, 40, 0), right = MadeFeatures.Similarity(0, 1, 10, 30);
        ImageFeatures second = MadeFeatures.Together(
            MadeFeatures.Seen(MadeFeatures.Chosen(Image, k => k.X < 120), left),
            MadeFeatures.Seen(MadeFeatures.Chosen(Image, k => k.X > 180), right));
        KeypointEvidence both = KeypointEvidence.Of(Image, second, [left, right]), one = KeypointEvidence.Of(Image, second, [left]);
        Assert.True(both.Agreeing > one.Agreeing + 10, $"{both}, {one}");
        Assert.True(both.Contradicting < one.Contradicting, $"{both}, {one}");
    }

    [Theory]
    [InlineData(1, 160, 0, 0.5, 0.5)]
    [InlineData(0.5, 0, 0, 1, 0.25)]
    [InlineData(2, 0, 0, 0.25, 1)]
    [InlineData(1, 400, 0, 0, 0)]
    public void Overlaps_AreSharesOfTheAreas(double scale, double x, double y, double first, double second)
    {
        ImageTransform transform = MadeFeatures.Similarity(0, scale, x, y);
        KeypointEvidence evidence = KeypointEvidence.Of(Image, MadeFeatures.Random(3, 50), [transform]);
        Assert.Equal(first, evidence.FirstOverlap, 0.04);
        Assert.Equal(second, evidence.SecondOverlap, 0.04);
    }

    [Theory]
    [InlineData(40, 60, 0.45, 0.6)]
    [InlineData(60, 0, 0.99, 1)]
    [InlineData(3, 57, 0, 0.01)]
    public void ViewConfidence_IsEven_WhereTwoOfFiveCellsAgree(int agreeing, int contradicting, double least, double most) =>
        Assert.InRange(new KeypointEvidence(agreeing, contradicting, 1, 1).ViewConfidence, least, most);

    private static bool IsLeft(Keypoint keypoint) => keypoint.X < MadeFeatures.Width / 2;
}
