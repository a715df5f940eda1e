using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImageSearch.Sift;

/// <summary>
/// A float image whose memory is kept from one image to the next. Behind the last row there is room for a few vectors, so that loops
/// over a row may read and write whole vectors past its end: into the next row, which is written after, or into that room.
/// </summary>
internal sealed class Plane
{
    /// <summary>How many vectors past its end a loop over a row may touch.</summary>
    public const int SpareVectors = 4;

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Row by row without padding; longer than Width x Height.</summary>
    public float[] Data { get; private set; } = [];

    public void Resize(int width, int height)
    {
        Width = width;
        Height = height;
        int needed = checked((width * height) + (SpareVectors * Vector<float>.Count));
        if (Data.Length < needed)
        {
            Data = new float[needed];
        }
    }

    public Span<float> Row(int y) => Data.AsSpan(y * Width, Width);

    /// <summary>The first pixel of a row, for loops that were given their bounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float RowStart(int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Data), y * Width);
    }
}
