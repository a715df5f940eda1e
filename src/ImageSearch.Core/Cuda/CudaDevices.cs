using System.Runtime.InteropServices;

namespace ImageSearch.Cuda;

/// <summary>Finds out which devices there are.</summary>
internal static class CudaDevices
{
    /// <summary>The numbers of the devices to search on, separated by commas; without it, the one with the most memory.</summary>
    public const string Variable = "IMAGESEARCH_CUDA_DEVICE";

    /// <summary>Volta: what the PTX needs at least.</summary>
    public const int MinCapability = 70;

    private const int NameBytes = 256;

    // CUdevice_attribute
    private const int MultiprocessorCount = 16;
    private const int CapabilityMajor = 75;
    private const int CapabilityMinor = 76;

    /// <summary>The devices to search on, one at least; several share the rows out evenly. Who wants more than one names them: starting one
    /// takes longer than most searches.</summary>
    /// <param name="driver">Loaded; it is started here.</param>
    /// <param name="ordinals">Those with these numbers; null leaves the choice.</param>
    /// <exception cref="CudaUnavailableException">There is none, or one that cannot be used.</exception>
    public static IReadOnlyList<CudaDeviceInfo> Choose(ICudaDriver driver, IReadOnlyList<int>? ordinals)
    {
        IReadOnlyList<CudaDeviceInfo> devices = List(driver);
        if (devices.Count == 0)
        {
            throw new CudaUnavailableException("the driver knows no device");
        }

        CudaDeviceInfo best = devices.OrderByDescending(d => d.Capability >= MinCapability).ThenByDescending(d => d.MemoryBytes)
            .ThenBy(d => d.Ordinal).First();
        CudaDeviceInfo[] chosen = ordinals is null
            ? [best]
            : [.. ordinals.Distinct().Select(o => devices.FirstOrDefault(d => d.Ordinal == o)
                ?? throw new CudaUnavailableException($"there is no device {o}, which {Variable} names; there are {devices.Count}"))];
        return Array.Find(chosen, d => d.Capability < MinCapability) is { } old
            ? throw new CudaUnavailableException(
                $"{old} has compute capability {old.Capability / 10}.{old.Capability % 10}, and {MinCapability / 10}.0 is the least")
            : chosen;
    }

    /// <summary>All devices.</summary>
    /// <exception cref="CudaUnavailableException">The driver refuses.</exception>
    public static unsafe IReadOnlyList<CudaDeviceInfo> List(ICudaDriver driver)
    {
        void Check(int code, string call)
        {
            if (code != CudaResult.Success)
            {
                throw new CudaUnavailableException(
                    $"{call} returned {CudaResult.Name(driver, code)} ({code}): {CudaResult.Text(driver, code)}");
            }
        }

        int Attribute(int device, int attribute)
        {
            Check(driver.DeviceGetAttribute(out int value, attribute, device), "cuDeviceGetAttribute");
            return value;
        }

        Check(driver.Init(0), "cuInit");
        Check(driver.DeviceGetCount(out int count), "cuDeviceGetCount");
        var devices = new List<CudaDeviceInfo>();
        byte* name = stackalloc byte[NameBytes];
        for (int ordinal = 0; ordinal < count; ordinal++)
        {
            Check(driver.DeviceGet(out int device, ordinal), "cuDeviceGet");
            Check(driver.DeviceGetName((nint)name, NameBytes, device), "cuDeviceGetName");
            Check(driver.DeviceTotalMem(out nuint bytes, device), "cuDeviceTotalMem");
            int capability = (10 * Attribute(device, CapabilityMajor)) + Attribute(device, CapabilityMinor);
            devices.Add(new CudaDeviceInfo(
                ordinal, device, Marshal.PtrToStringUTF8((nint)name) ?? "", capability, Attribute(device, MultiprocessorCount),
                (long)bytes));
        }

        return devices;
    }
}
