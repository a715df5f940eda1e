using System.Runtime.InteropServices;

namespace ImageSearch.Tests.Cuda.Ptx;

/// <summary>A thread of a block: its registers, and where it stopped.</summary>
public sealed unsafe class EmulatedThread : IDisposable
{
    /// <summary>Why a thread stopped.</summary>
    public const int Ended = 0, AtBarrier = 1, AtProduct = 2, Running = 3;

    private readonly int _bytes;

    /// <summary>Makes room for so many registers.</summary>
    public EmulatedThread(int index, int words, int longs, int predicates)
    {
        Index = index;
        _bytes = (longs * sizeof(ulong)) + (words * sizeof(uint)) + predicates;
        Longs = (ulong*)NativeMemory.AlignedAlloc((nuint)_bytes, sizeof(ulong));
        Words = (uint*)(Longs + longs);
        Predicates = (bool*)(Words + words);
    }

    /// <summary>Its number within the block.</summary>
    public int Index { get; }

    /// <summary>Registers of 32 bits.</summary>
    public uint* Words { get; }

    /// <summary>Registers of 64 bits.</summary>
    public ulong* Longs { get; }

    /// <summary>Registers of one bit.</summary>
    public bool* Predicates { get; }

    /// <summary>Where it goes on.</summary>
    public int Stop { get; set; }

    /// <summary>Why it stopped.</summary>
    public int State { get; set; }

    /// <summary>To the kernel's beginning, with garbage in its registers.</summary>
    public void Begin(byte garbage)
    {
        new Span<byte>(Longs, _bytes).Fill(garbage);
        int predicates = _bytes - (int)((byte*)Predicates - (byte*)Longs);
        new Span<bool>(Predicates, predicates).Fill((garbage & 1) != 0);
        Stop = 0;
        State = Running;
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(Longs);
}
