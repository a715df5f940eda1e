namespace ImageSearch.Tests.Cuda.Ptx;

/// <summary>How a word of memory is used.</summary>
internal enum Access : byte
{
    Read,
    Write,

    /// <summary>Of several threads at once in any order.</summary>
    Atomic,

    /// <summary>Written by several threads at once, all of them the same.</summary>
    Raise,
}
