using ImageSearch.Kernels.Simd;

namespace ImageSearch.Tests.Kernels.Simd;

public sealed class ElementaryTests
{
    [Fact]
    public void Atan2Degrees_IsWithinItsBound_EverywhereOnTheCircle()
    {
        for (double angle = 0; angle < 360; angle += 0.125)
        {
            double radians = angle * Math.PI / 180;
            double error = Math.Abs(Atan2((float)(30 * Math.Sin(radians)), (float)(30 * Math.Cos(radians))) - angle);
            Assert.True(Math.Min(error, 360 - error) < 0.001, $"{angle}: {error}");
        }
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 90)]
    [InlineData(0, -1, 180)]
    [InlineData(-1, 0, 270)]
    public void Atan2Degrees_OfAxesAndOrigin_IsExact(float y, float x, float expected) => Assert.Equal(expected, Atan2(y, x));

    [Fact]
    public void Exp_IsWithinItsBound()
    {
        for (double x = -80; x <= 0; x += 0.01)
        {
            Assert.Equal(1, Value(Elementary<Lanes32>.Exp(Lanes32.Create((float)x))) / Math.Exp((float)x), 1e-5);
        }
    }

    private static float Atan2(float y, float x) => Value(Elementary<Lanes32>.Atan2Degrees(Lanes32.Create(y), Lanes32.Create(x)));

    private static float Value(Lanes32 lane)
    {
        float value = 0;
        Lanes32.Store(lane, ref value);
        return value;
    }
}
