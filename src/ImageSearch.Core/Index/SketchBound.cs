using ImageSearch.Kernels.Scan;

namespace ImageSearch.Index;

/// <summary>
/// The bound that rules rows out. Let V be the basis (32 rows of 128 integers), D = 2^<see cref="Sketch.StepBits"/>, and the sketch of a
/// row x a(x) = clamp(floor((V x - c) / D + 1/2), -128, 127), coordinate by coordinate.
/// <para>
/// Claim: if ||a(x) - a(y)||^2 > (sqrt(G T) / D + sqrt(32))^2, then ||x - y||^2 > T, where G is the largest sum of absolute values in a row
/// of V V'.
/// </para>
/// <para>
/// Proof. Rounding to the nearest integer moves a number by at most 1/2, so before clamping two coordinates differ by at most 1 more than
/// the numbers they were rounded from; clamping to an interval moves no two numbers apart. Hence |a(x) - a(y)| is, coordinate by
/// coordinate, at most
/// |V(x - y)| / D + 1, and by Minkowski's inequality ||a(x) - a(y)|| is at most ||V(x - y)|| / D + sqrt(32). ||V(x - y)||^2 is at most the
/// largest eigenvalue of V V' times ||x - y||^2, and no eigenvalue of a symmetric matrix is above its largest sum of absolute values in a
/// row (Gershgorin). So ||a(x) - a(y)|| is at most sqrt(G) ||x - y|| / D + sqrt(32); were ||x - y||^2 at most T, it would be at most
/// sqrt(G T) / D + sqrt(32). Nothing was assumed of x and y: it holds for any bytes, and for any basis, if for a bad one to little use.
/// </para>
/// <para>
/// The limit is computed in doubles and one is added to it, which is far more than they can be wrong by (the largest is below 2^22). The
/// sieve compares -floor(|a(x)|^2 / 2) + a(x) a(y), an integer, with (|a(y)|^2 - limit) / 2 rounded up, less one. With
/// |a(x) - a(y)|^2 = |a(x)|^2 + |a(y)|^2 - 2 a(x) a(y), a distance within the limit means a(x) a(y) - |a(x)|^2 / 2 >= (|a(y)|^2 - limit) /
/// 2, and rounding the left side up keeps that true; as it is an integer, the right side may be rounded up too.
/// </para>
/// </summary>
internal static class SketchBound
{
    /// <summary>Rules nothing out.</summary>
    public const int Everything = int.MinValue / 2;

    private static readonly double PerUnit = Math.Sqrt(SketchBasis.Gershgorin) / (1 << Sketch.StepBits);

    /// <summary>The largest squared distance of sketches that a squared distance of at most <paramref name="squaredDistance"/> can
    /// have.</summary>
    public static int Largest(int squaredDistance)
    {
        double largest = (PerUnit * Math.Sqrt(squaredDistance)) + Math.Sqrt(ScanLayout.Axes);
        return (int)(largest * largest) + 1;
    }

    /// <summary>What the sieve's sum of a row must be above, for the row to be within a squared distance of the query row.</summary>
    /// <param name="squaredDistance">Rows farther away are of no interest; int.MaxValue for all rows.</param>
    /// <param name="querySquaredLength">Of the query row's sketch.</param>
    public static int SieveLimit(int squaredDistance, int querySquaredLength)
    {
        if (squaredDistance == int.MaxValue)
        {
            return Everything;
        }

        int twice = querySquaredLength - Largest(squaredDistance);
        return ((twice + 1) >> 1) - 1;
    }
}
