namespace ImageSearch.Cuda;

/// <summary>What is known of a device.</summary>
/// <param name="Ordinal">Its number, as the driver counts.</param>
/// <param name="Handle">What the driver calls it.</param>
/// <param name="Name">Its maker's name for it.</param>
/// <param name="Capability">Its compute capability: 10 times the major and the minor number.</param>
/// <param name="Multiprocessors">How many there are.</param>
/// <param name="MemoryBytes">Its memory.</param>
internal sealed record CudaDeviceInfo(int Ordinal, int Handle, string Name, int Capability, int Multiprocessors, long MemoryBytes)
{
    public override string ToString() => $"CUDA device {Ordinal} ({Name})";
}
