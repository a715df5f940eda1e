using ImageSearch.Kernels.Simd;

namespace ImageSearch.Kernels.Extraction;

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

    /// <inheritdoc cref="Convolution{T}.DownRows"/>
    public const int DownRows = Convolution<Lanes32>.DownRows;

    /// <inheritdoc cref="Convolution{T}.Down"/>
    public abstract void ConvolveDown(
        ref float data, ReadOnlySpan<int> rows, ReadOnlySpan<float> weights, int width, ref float result, int resultStride);

    /// <inheritdoc cref="Convolution{T}.Across"/>
    public abstract void ConvolveAcross(ref float padded, ReadOnlySpan<float> weights, int step, int width, ref float result);

    /// <inheritdoc cref="Convolution{T}.AcrossDoubling"/>
    public abstract void ConvolveAcrossDoubling(ref float padded, ReadOnlySpan<float> weights, int width, ref float result);

    /// <inheritdoc cref="Convolution{T}.Halve"/>
    public abstract void Halve(ref float source, int width, ref float result);

    /// <inheritdoc cref="DifferenceOfGaussians{T}.Subtract"/>
    public abstract void Subtract(ref float a, ref float b, ref float result, int length);

    /// <inheritdoc cref="Extrema{T}.Scan"/>
    public abstract int ScanExtrema(ref float below, ref float here, ref float above, int stride, int first, int end, float threshold,
        Span<int> found);

    /// <inheritdoc cref="Gradients{T}.Gather"/>
    public abstract int GatherGradients(ref float centre, int stride, int rowStep, in GradientFrame frame, in SampleRefs samples);

    /// <inheritdoc cref="Gradients{T}.Directions"/>
    public abstract void PlaceDirections(in SampleRefs samples, int count, float perSquare, int bins, ref float weights, ref int nearest);

    /// <inheritdoc cref="TrilinearWeights{T}.Place"/>
    public abstract void PlaceWeights(in SampleRefs samples, int count, float perSquare, in HistogramGrid grid, in WeightArrays shares);

    private sealed class Wide<T> : SiftKernels
        where T : struct, IFloatLanes<T>
    {
        public override void ConvolveDown(
            ref float data, ReadOnlySpan<int> rows, ReadOnlySpan<float> weights, int width, ref float result, int resultStride) =>
            Convolution<T>.Down(ref data, rows, weights, width, ref result, resultStride);

        public override void ConvolveAcross(ref float padded, ReadOnlySpan<float> weights, int step, int width, ref float result) =>
            Convolution<T>.Across(ref padded, weights, step, width, ref result);

        public override void ConvolveAcrossDoubling(ref float padded, ReadOnlySpan<float> weights, int width, ref float result) =>
            Convolution<T>.AcrossDoubling(ref padded, weights, width, ref result);

        public override void Halve(ref float source, int width, ref float result) => Convolution<T>.Halve(ref source, width, ref result);

        public override void Subtract(ref float a, ref float b, ref float result, int length) =>
            DifferenceOfGaussians<T>.Subtract(ref a, ref b, ref result, length);

        public override int ScanExtrema(
            ref float below, ref float here, ref float above, int stride, int first, int end, float threshold, Span<int> found) =>
            Extrema<T>.Scan(ref below, ref here, ref above, stride, first, end, threshold, found);

        public override int GatherGradients(ref float centre, int stride, int rowStep, in GradientFrame frame, in SampleRefs samples) =>
            Gradients<T>.Gather(ref centre, stride, rowStep, frame, samples);

        public override void PlaceDirections(in SampleRefs samples, int count, float perSquare, int bins, ref float weights,
            ref int nearest) =>
            Gradients<T>.Directions(samples, count, perSquare, bins, ref weights, ref nearest);

        public override void PlaceWeights(in SampleRefs samples, int count, float perSquare, in HistogramGrid grid,
            in WeightArrays shares) =>
            TrilinearWeights<T>.Place(samples, count, perSquare, grid, shares);
    }
}
