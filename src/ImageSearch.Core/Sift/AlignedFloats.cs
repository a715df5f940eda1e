using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImageSearch.Sift;

/// <summary>Floats that begin on a cache line, so that vectors do not straddle two. The memory never moves.</summary>
internal sealed unsafe class AlignedFloats
{
    /// <summary>Floats in a cache line.</summary>
    public const int Line = 16;

    private readonly float[] _memory;
    private readonly int _offset;

    public AlignedFloats(int length)
    {
        Length = length;
        _memory = GC.AllocateArray<float>(length + Line, pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        const int LineBytes = Line * sizeof(float);
        _offset = (int)((LineBytes - (start % LineBytes)) % LineBytes) / sizeof(float);
    }

    public int Length { get; }

    public Span<float> Span => _memory.AsSpan(_offset, Length);

    public ref float First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_memory), _offset);
}
