using System.Runtime.CompilerServices;

namespace ImageSearch.Kernels;

/// <summary>A sum for each of eight rows.</summary>
[InlineArray(Count)]
internal struct ScalarSums
{
    public const int Count = 8;

    private int _first;
}
