using System.Numerics;
using ImageSearch.Sift;

namespace ImageSearch.Tests.Sift;

public sealed class VectorMathTests
{
    [Fact]
    public void Atan2Degrees_IsWithinItsBound_EverywhereOnTheCircle()
    {
        for (double angle = 0; angle < 360; angle += 0.125)
        {
            double radians = angle * Math.PI / 180;
            float x = (float)(30 * Math.Cos(radians)), y = (float)(30 * Math.Sin(radians));
            double error = Math.Abs(VectorMath.Atan2Degrees(new Vector<float>(y), new Vector<float>(x))[0] - angle);
            Assert.True(Math.Min(error, 360 - error) < 0.001, $"{angle}: {error}");
        }
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 90)]
    [InlineData(0, -1, 180)]
    [InlineData(-1, 0, 270)]
    public void Atan2Degrees_OfAxesAndOrigin_IsExact(float y, float x, float expected) =>
        Assert.Equal(expected, VectorMath.Atan2Degrees(new Vector<float>(y), new Vector<float>(x))[0]);

    [Fact]
    public void Exp_IsWithinItsBound()
    {
        for (double x = -80; x <= 0; x += 0.01)
        {
            double exact = Math.Exp((float)x);
            Assert.Equal(1, VectorMath.Exp(new Vector<float>((float)x))[0] / exact, 1e-5);
        }
    }
}
