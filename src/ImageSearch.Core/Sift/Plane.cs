using System.Runtime.CompilerServices;
using ImageSearch.Kernels;

namespace ImageSearch.Sift;

/// <summary>
/// A float image whose memory is kept from one image to the next. Every row begins on a cache line. Behind the last row there is room,
/// so that loops over a row may read and write whole vectors past its end: into the next row, which is written after, or into that room.
/// </summary>
internal sealed class Plane
{
    private AlignedFloats _data = new(0);

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>The first pixel, for loops that were given their bounds.</summary>
    public ref float First => ref _data.First;

    public void Resize(int width, int height)
    {
        Width = width;
        Height = height;
        Stride = (width + AlignedFloats.Line - 1) / AlignedFloats.Line * AlignedFloats.Line;
        int needed = checked((Stride * height) + SiftKernels.SpareFloats);
        if (_data.Length < needed)
        {
            _data = new AlignedFloats(needed);
        }
    }

    public Span<float> Row(int y) => _data.Span.Slice(y * Stride, Width);

    /// <summary>The first pixel of a row, for loops that were given their bounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float RowStart(int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height);
        return ref Unsafe.Add(ref _data.First, y * Stride);
    }
}
