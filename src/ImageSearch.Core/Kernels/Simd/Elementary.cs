using System.Runtime.CompilerServices;

namespace ImageSearch.Kernels.Simd;

/// <summary>
/// Elementary functions by fixed polynomials, so that every platform and vector width gives the same bits; the runtime's own differ
/// from platform to platform in the last place.
/// </summary>
internal static class Elementary<T>
    where T : struct, IFloatLanes<T>
{
    private const float DegreesARadian = 57.29577951f;

    /// <summary>
    /// Degrees of the vectors (x, y), 0 up to 360. Abramowitz and Stegun, Handbook of Mathematical Functions, 4.4.49: within 0.001 degrees.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Atan2Degrees(T y, T x)
    {
        T zero = T.Create(0), ax = T.Abs(x), ay = T.Abs(y);
        T t = T.Min(ax, ay) / T.Max(T.Max(ax, ay), T.Create(float.Epsilon));
        T t2 = t * t;
        T p = T.Create(0.0208351f * DegreesARadian);
        p = T.MultiplyAdd(p, t2, T.Create(-0.0851330f * DegreesARadian));
        p = T.MultiplyAdd(p, t2, T.Create(0.1801410f * DegreesARadian));
        p = T.MultiplyAdd(p, t2, T.Create(-0.3302995f * DegreesARadian));
        p = T.MultiplyAdd(p, t2, T.Create(0.9998660f * DegreesARadian));
        T angle = p * t;
        angle = T.Select(T.GreaterThan(ay, ax), T.Create(90) - angle, angle);
        angle = T.Select(T.GreaterThan(zero, x), T.Create(180) - angle, angle);
        angle = T.Select(T.GreaterThan(zero, y), T.Create(360) - angle, angle);
        return T.Select(T.GreaterThanOrEqual(angle, T.Create(360)), zero, angle);
    }

    /// <summary>e to the x, for x from -80 to 0: 2^n by the exponent's bits, the rest by its Taylor series; within one part in
    /// 100,000.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp(T x)
    {
        T power = T.Max(x, T.Create(-80)) * T.Create(1.44269504f);
        T whole = T.Floor(power + T.Create(0.5f));
        T f = (power - whole) * T.Create(0.69314718f);
        T one = T.Create(1);
        T p = T.Create(1f / 120);
        p = T.MultiplyAdd(p, f, T.Create(1f / 24));
        p = T.MultiplyAdd(p, f, T.Create(1f / 6));
        p = T.MultiplyAdd(p, f, T.Create(0.5f));
        p = T.MultiplyAdd(p, f, one);
        p = T.MultiplyAdd(p, f, one);
        return p * T.PowerOfTwo(whole);
    }
}
