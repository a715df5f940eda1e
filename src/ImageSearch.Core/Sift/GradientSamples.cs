using System.Runtime.CompilerServices;
using ImageSearch.Kernels.Extraction;

namespace ImageSearch.Sift;

/// <summary>The gradient samples around a keypoint in the keypoint's own frame, as arrays; kept from keypoint to keypoint.</summary>
internal sealed class GradientSamples(SiftKernels kernels)
{
    private AlignedFloats _x = new(0), _y = new(0), _columns = new(0), _rows = new(0);

    public int Count { get; private set; }

    /// <summary>Takes part in loops that were given their bounds.</summary>
    public SampleRefs Refs => new() { X = ref _x.First, Y = ref _y.First, Columns = ref _columns.First, Rows = ref _rows.First };

    /// <summary>Room for arrays over the samples, whole vectors included.</summary>
    public int Room => _x.Length;

    /// <summary>
    /// Gathers the samples of a window around a pixel; what of it lies on the plane's border or outside is left out.
    /// </summary>
    /// <param name="plane">The blurred plane.</param>
    /// <param name="centreX">The frame's origin.</param>
    /// <param name="centreY">The frame's origin.</param>
    /// <param name="radius">The window reaches so many pixels to each side.</param>
    /// <param name="rowStep">Every how many rows are sampled; the origin's is one of them.</param>
    /// <param name="frame">The frame; its window is filled in.</param>
    public void Gather(Plane plane, int centreX, int centreY, int radius, int rowStep, in GradientFrame frame)
    {
        GradientFrame window = frame with
        {
            Left = Math.Max(-radius, 1 - centreX),
            Right = Math.Min(radius, plane.Width - 2 - centreX),
            Top = Math.Max(-(radius / rowStep), (1 - centreY) / rowStep) * rowStep,
            Bottom = Math.Min(radius, plane.Height - 2 - centreY),
        };
        Reserve(((2 * radius) + 1) * ((2 * radius / rowStep) + 1));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)centreX, (uint)plane.Width);
        ref float row = ref plane.RowStart(centreY);
        Count = kernels.GatherGradients(ref Unsafe.Add(ref row, centreX), plane.Stride, rowStep, window, Refs);
    }

    private void Reserve(int capacity)
    {
        int length = capacity + SiftKernels.SpareFloats;
        if (_x.Length < length)
        {
            (_x, _y, _columns, _rows) =
                (new AlignedFloats(length), new AlignedFloats(length), new AlignedFloats(length), new AlignedFloats(length));
        }
    }
}
