using System.Runtime.InteropServices;

namespace ImageSearch.Cuda;

/// <summary>Finds out which devices there are.</summary>
internal static class CudaDevices
{
    /// <summary>The number of the device to search on; without it, the one with the most memory.</summary>
    public const string Variable = "IMAGESEARCH_CUDA_DEVICE";

    /// <summary>Volta: what the PTX needs at least.</summary>
    public const int LeastCapability = 70;

    private const int NameBytes = 256;

    // CUdevice_attribute
    private const int MultiprocessorCount = 16;
    private const int CapabilityMajor = 75;
    private const int CapabilityMinor = 76;

    /// <summary>The device to search on.</summary>
    /// <param name="driver">Loaded; it is started here.</param>
    /// <param name="ordinal">The one with this number; null leaves the choice.</param>
    /// <exception cref="CudaUnavailableException">There is none, or none that can be used.</exception>
    public static CudaDeviceInfo Choose(ICudaDriver driver, int? ordinal)
    {
        IReadOnlyList<CudaDeviceInfo> devices = List(driver);
        if (devices.Count == 0)
        {
            throw new CudaUnavailableException("the driver knows no device");
        }

        CudaDeviceInfo? chosen = ordinal is null
            ? devices.OrderByDescending(d => d.Capability >= LeastCapability).ThenByDescending(d => d.MemoryBytes).ThenBy(d => d.Ordinal).First()
            : devices.FirstOrDefault(d => d.Ordinal == ordinal)
                ?? throw new CudaUnavailableException($"there is no device {ordinal}, which {Variable} names; there are {devices.Count}");
        return chosen.Capability >= LeastCapability ? chosen : throw new CudaUnavailableException(
            $"{chosen} has compute capability {chosen.Capability / 10}.{chosen.Capability % 10}, and {LeastCapability / 10}.0 is the least");
    }

    /// <summary>All devices.</summary>
    /// <exception cref="CudaUnavailableException">The driver refuses.</exception>
    public static unsafe IReadOnlyList<CudaDeviceInfo> List(ICudaDriver driver)
    {
        void Check(int code, string call)
        {
            if (code != CudaResult.Success)
            {
                throw new CudaUnavailableException($"{call} returned {CudaResult.Name(driver, code)} ({code}): {CudaResult.Text(driver, code)}");
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
                ordinal, device, Marshal.PtrToStringUTF8((nint)name) ?? "", capability, Attribute(device, MultiprocessorCount), (long)bytes));
        }

        return devices;
    }
}
