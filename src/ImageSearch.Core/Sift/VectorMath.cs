using System.Numerics;
using System.Runtime.CompilerServices;

namespace ImageSearch.Sift;

/// <summary>
/// Elementary functions by fixed polynomials, so that every platform and vector width gives the same bits; the runtime's own differ
/// from platform to platform in the last place. Arrays are worked on in whole vectors: give them room for one more.
/// </summary>
internal static class VectorMath
{
    private const float DegreesARadian = 57.29577951f;

    /// <summary>
    /// Degrees of the vectors (x, y), 0 up to 360. Abramowitz and Stegun, Handbook of Mathematical Functions, 4.4.49: within 0.0006 degrees.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Atan2Degrees(Vector<float> y, Vector<float> x)
    {
        Vector<float> ax = Vector.Abs(x), ay = Vector.Abs(y);
        Vector<float> large = Vector.Max(ax, ay), small = Vector.Min(ax, ay);
        Vector<float> t = small / Vector.Max(large, new Vector<float>(float.Epsilon));
        Vector<float> t2 = t * t;
        Vector<float> p = new(0.0208351f * DegreesARadian);
        p = Vector.FusedMultiplyAdd(p, t2, new Vector<float>(-0.0851330f * DegreesARadian));
        p = Vector.FusedMultiplyAdd(p, t2, new Vector<float>(0.1801410f * DegreesARadian));
        p = Vector.FusedMultiplyAdd(p, t2, new Vector<float>(-0.3302995f * DegreesARadian));
        p = Vector.FusedMultiplyAdd(p, t2, new Vector<float>(0.9998660f * DegreesARadian));
        Vector<float> angle = p * t;
        angle = Vector.ConditionalSelect(Vector.GreaterThan(ay, ax), new Vector<float>(90) - angle, angle);
        angle = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), new Vector<float>(180) - angle, angle);
        angle = Vector.ConditionalSelect(Vector.LessThan(y, Vector<float>.Zero), new Vector<float>(360) - angle, angle);
        return Vector.ConditionalSelect(Vector.GreaterThanOrEqual(angle, new Vector<float>(360)), Vector<float>.Zero, angle);
    }

    /// <summary>e to the x, for x from -80 to 0: 2^n by the exponent's bits, the rest by its Taylor series; within one part in 100,000.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        Vector<float> power = Vector.Max(x, new Vector<float>(-80)) * new Vector<float>(1.44269504f);
        Vector<float> whole = Vector.Floor(power + new Vector<float>(0.5f));
        Vector<float> f = (power - whole) * new Vector<float>(0.69314718f);
        Vector<float> p = new(1f / 120);
        p = Vector.FusedMultiplyAdd(p, f, new Vector<float>(1f / 24));
        p = Vector.FusedMultiplyAdd(p, f, new Vector<float>(1f / 6));
        p = Vector.FusedMultiplyAdd(p, f, new Vector<float>(0.5f));
        p = Vector.FusedMultiplyAdd(p, f, Vector<float>.One);
        p = Vector.FusedMultiplyAdd(p, f, Vector<float>.One);
        Vector<int> exponent = Vector.ShiftLeft(Vector.ConvertToInt32(whole) + new Vector<int>(127), 23);
        return p * Vector.AsVectorSingle(exponent);
    }
}
