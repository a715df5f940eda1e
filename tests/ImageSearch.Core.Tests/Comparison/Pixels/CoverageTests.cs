using ImageSearch.Comparison.Pixels;
using ImageSearch.Imaging;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class CoverageTests
{
    private const int Width = 320;
    private const int Height = 200;

    private static readonly ColourImage Photo = Altered.Seen(Frames.Colours("Wine"), Width, Height, (x, y) => (x + 20, y + 60));

    [Fact]
    public void Of_AWholeView_IsAll()
    {
        Coverage coverage = Coverage.Of(Frames.Of(Photo), (x, y) => (x / 2, y / 2), Width / 2, Height / 2);
        Assert.Equal(1, coverage.Share);
        Assert.True(coverage.IsFlatOutside);
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(40, false)]
    [InlineData(80, true)]
    public void Of_ABorderedImage_IsWhatLiesWithinTheBorder(int border, bool isPlain)
    {
        ColourImage ground = isPlain ? Altered.Plain(Width + (2 * border), Height + (2 * border), 20, 60, 90)
            : Altered.Seen(Frames.Colours("life"), Width + (2 * border), Height + (2 * border), (x, y) => (x, y));
        Coverage coverage = Coverage.Of(Frames.Of(Altered.Pasted(ground, Photo, border, border)), (x, y) => (x - border, y - border),
            Width, Height);
        Assert.Equal(Width * Height / (double)(ground.Width * ground.Height), coverage.Share, 0.03);
        Assert.Equal(isPlain, coverage.IsFlatOutside);
        Assert.Equal(isPlain, coverage.IsAddedOutside);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(45)]
    public void Of_ATurnedImageOnWhite_IsWithoutItsCorners(double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        int width = (int)Math.Ceiling((Width * cos) + (Height * sin)), height = (int)Math.Ceiling((Width * sin) + (Height * cos));
        (double X, double Y) Back(double x, double y)
        {
            (double dx, double dy) = (x - ((width - 1) / 2.0), y - ((height - 1) / 2.0));
            return ((dx * cos) + (dy * sin) + ((Width - 1) / 2.0), (dy * cos) - (dx * sin) + ((Height - 1) / 2.0));
        }

        Coverage coverage = Coverage.Of(Frames.Of(Altered.Seen(Photo, width, height, Back)), Back, Width, Height);
        Assert.Equal(Width * Height / (double)(width * height), coverage.Share, 0.03);
        Assert.True(coverage.IsFlatOutside);
    }

    /// <summary>A bar below with words on it is added; what is drawn in one colour and goes on inside was cut away.</summary>
    [Fact]
    public void Of_ABarWithWords_IsAdded_AndTheWhiteOfAPageIsNot()
    {
        const int Bar = 30;
        ColourImage words = Altered.Pasted(Altered.Plain(Width, Bar, 255, 255, 255), Altered.Plain(Width / 3, 12, 0, 0, 0), 60, 9);
        ColourImage barred = Altered.Pasted(Altered.Pasted(Altered.Plain(Width, Height + Bar, 0, 0, 0), Photo, 0, 0), words, 0, Height);
        Coverage bar = Coverage.Of(Frames.Of(barred), (x, y) => (x, y), Width, Height);
        Assert.False(bar.IsFlatOutside);
        Assert.True(bar.IsAddedOutside);

        ColourImage page = Altered.Pasted(Altered.Plain(Width, Height, 255, 255, 255), Altered.Plain(120, 60, 20, 20, 20), 100, 70);
        Coverage margin = Coverage.Of(Frames.Of(page), (x, y) => (x - 20, y - 20), Width - 40, Height - 40);
        Assert.True(margin.IsFlatOutside);
        Assert.False(margin.IsAddedOutside);
    }

    [Fact]
    public void Of_WhatIsElsewhereOrNowhere_IsNothing()
    {
        Assert.Equal(0, Coverage.Of(Frames.Of(Photo), (x, y) => (x + 1000, y), Width, Height).Share);
        Coverage nowhere = Coverage.Of(Frames.Of(Photo), (_, _) => (double.NaN, double.NaN), Width, Height);
        Assert.Equal(0, nowhere.Share);
        Assert.False(nowhere.IsFlatOutside);
    }
}
