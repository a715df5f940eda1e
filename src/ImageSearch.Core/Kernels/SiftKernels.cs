namespace ImageSearch.Kernels;

/// <summary>The kernels that SIFT is made of, in one vector width; chosen once, called for whole rows.</summary>
internal abstract class SiftKernels
{
    /// <summary>Loops over a row touch at most this many floats past its end.</summary>
    public const int SpareFloats = 64;

    /// <summary>The kernels of a width; one that the processor lacks gives the same bits, slowly.</summary>
    public static SiftKernels Of(SimdLevel level) => level switch
    {
        SimdLevel.Scalar => new Wide<Lanes32>(),
        SimdLevel.Vector128 => new Wide<Lanes128>(),
        SimdLevel.Vector256 => new Wide<Lanes256>(),
        _ => new Wide<Lanes512>(),
    };

    /// <inheritdoc cref="SymmetricConvolution{T}.Down"/>
    public abstract void ConvolveDown(ref float data, ReadOnlySpan<(int Above, int Below)> rows, ReadOnlySpan<float> weights, int width, ref float result);

    /// <inheritdoc cref="SymmetricConvolution{T}.Across"/>
    public abstract void ConvolveAcross(ref float padded, ReadOnlySpan<float> weights, int width, ref float result);

    /// <inheritdoc cref="Differences{T}.Subtract"/>
    public abstract void Subtract(ref float a, ref float b, ref float result, int length);

    /// <inheritdoc cref="Extrema{T}.Scan"/>
    public abstract int ScanExtrema(ref float below, ref float here, ref float above, int stride, int first, int end, float threshold, Span<int> found);

    /// <inheritdoc cref="Gradients{T}.Row"/>
    public abstract void GradientRow(ref float above, ref float here, ref float below, int firstDx, int dy, int count, in GradientFrame frame,
        ref float weights, ref float angles, ref float columns, ref float rows);

    /// <inheritdoc cref="Shares{T}.Place"/>
    public abstract void PlaceShares(in ShareArrays arrays, int count, in ShareGrid grid);

    private sealed class Wide<T> : SiftKernels
        where T : struct, IFloatLanes<T>
    {
        public override void ConvolveDown(
            ref float data, ReadOnlySpan<(int Above, int Below)> rows, ReadOnlySpan<float> weights, int width, ref float result) =>
            SymmetricConvolution<T>.Down(ref data, rows, weights, width, ref result);

        public override void ConvolveAcross(ref float padded, ReadOnlySpan<float> weights, int width, ref float result) =>
            SymmetricConvolution<T>.Across(ref padded, weights, width, ref result);

        public override void Subtract(ref float a, ref float b, ref float result, int length) =>
            Differences<T>.Subtract(ref a, ref b, ref result, length);

        public override int ScanExtrema(
            ref float below, ref float here, ref float above, int stride, int first, int end, float threshold, Span<int> found) =>
            Extrema<T>.Scan(ref below, ref here, ref above, stride, first, end, threshold, found);

        public override void GradientRow(ref float above, ref float here, ref float below, int firstDx, int dy, int count, in GradientFrame frame,
            ref float weights, ref float angles, ref float columns, ref float rows) =>
            Gradients<T>.Row(
                ref above, ref here, ref below, firstDx, dy, count, frame, ref weights, ref angles, ref columns, ref rows);

        public override void PlaceShares(in ShareArrays arrays, int count, in ShareGrid grid) =>
            Shares<T>.Place(arrays, count, grid);
    }
}
