using System.Runtime.InteropServices;

namespace ImageSearch.Cuda;

/// <summary>Rows and where their squared lengths go: LengthArguments of kernels/nearest.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LengthArguments
{
    public nint Rows;
    public nint Lengths;
    public int Count;
}
