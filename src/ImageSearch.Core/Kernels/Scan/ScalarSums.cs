using System.Runtime.CompilerServices;

namespace ImageSearch.Kernels.Scan;

/// <summary>A sum for each row of a block.</summary>
[InlineArray(ScanLayout.BlockRows)]
internal struct ScalarSums
{
    private int _first;
}
