using System.Runtime.CompilerServices;
using ImageSearch.Kernels.Extraction;

namespace ImageSearch.Sift;

/// <summary>
/// A float image whose memory is kept from one image to the next. Every row begins on a cache line and has room behind it, so that loops
/// over it may read and write whole vectors past its end.
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

        // Whole blocks, so that a loop that ends with a whole block does not reach the next row; and an odd number of cache lines: with a
        // power of two of them, the pixels of a column would all compete for the same few sets of the cache.
        int blocks = (width + SiftKernels.SpareFloats - 1) / SiftKernels.SpareFloats;
        int lines = (blocks * SiftKernels.SpareFloats / AlignedFloats.Line) | 1;
        Stride = lines * AlignedFloats.Line;
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
