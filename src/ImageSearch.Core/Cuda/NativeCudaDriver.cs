using System.Runtime.InteropServices;

namespace ImageSearch.Cuda;

/// <summary>The driver's own library: libcuda.so.1, or nvcuda.dll on Windows. It is loaded once and never unloaded.</summary>
internal sealed unsafe class NativeCudaDriver : ICudaDriver
{
    /// <summary>Names another library to load, by its path.</summary>
    public const string Variable = "IMAGESEARCH_CUDA_LIBRARY";

    private readonly delegate* unmanaged<uint, int> _init;
    private readonly delegate* unmanaged<int*, int> _deviceGetCount;
    private readonly delegate* unmanaged<int*, int, int> _deviceGet;
    private readonly delegate* unmanaged<nint, int, int, int> _deviceGetName;
    private readonly delegate* unmanaged<int*, int, int, int> _deviceGetAttribute;
    private readonly delegate* unmanaged<nuint*, int, int> _deviceTotalMem;
    private readonly delegate* unmanaged<nint*, int, int> _devicePrimaryCtxRetain;
    private readonly delegate* unmanaged<int, int> _devicePrimaryCtxRelease;
    private readonly delegate* unmanaged<nint, int> _ctxSetCurrent;
    private readonly delegate* unmanaged<nint*, nint, uint, nint, nint, int> _moduleLoadDataEx;
    private readonly delegate* unmanaged<nint, int> _moduleUnload;
    private readonly delegate* unmanaged<nint*, nint, nint, int> _moduleGetFunction;
    private readonly delegate* unmanaged<nuint*, nuint*, int> _memGetInfo;
    private readonly delegate* unmanaged<nint*, nuint, int> _memAlloc;
    private readonly delegate* unmanaged<nint, int> _memFree;
    private readonly delegate* unmanaged<nint*, nuint, uint, int> _memHostAlloc;
    private readonly delegate* unmanaged<nint, int> _memFreeHost;
    private readonly delegate* unmanaged<nint, nint, nuint, nint, int> _memcpyHtoDAsync;
    private readonly delegate* unmanaged<nint, nint, nuint, nint, int> _memcpyDtoHAsync;
    private readonly delegate* unmanaged<nint, byte, nuint, nint, int> _memsetD8Async;
    private readonly delegate* unmanaged<nint*, uint, int> _streamCreate;
    private readonly delegate* unmanaged<nint, int> _streamDestroy;
    private readonly delegate* unmanaged<nint, int> _streamSynchronize;
    private readonly delegate* unmanaged<nint, nint, uint, int> _streamWaitEvent;
    private readonly delegate* unmanaged<nint*, uint, int> _eventCreate;
    private readonly delegate* unmanaged<nint, int> _eventDestroy;
    private readonly delegate* unmanaged<nint, nint, int> _eventRecord;
    private readonly delegate* unmanaged<nint, int> _eventSynchronize;
    private readonly delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, nint, nint, int> _launchKernel;
    private readonly delegate* unmanaged<int, nint*, int> _getErrorName;
    private readonly delegate* unmanaged<int, nint*, int> _getErrorString;

    private NativeCudaDriver(nint library)
    {
        // Where a function has a second version, that is the one of 64-bit addresses.
        _init = (delegate* unmanaged<uint, int>)Export(library, "cuInit");
        _deviceGetCount = (delegate* unmanaged<int*, int>)Export(library, "cuDeviceGetCount");
        _deviceGet = (delegate* unmanaged<int*, int, int>)Export(library, "cuDeviceGet");
        _deviceGetName = (delegate* unmanaged<nint, int, int, int>)Export(library, "cuDeviceGetName");
        _deviceGetAttribute = (delegate* unmanaged<int*, int, int, int>)Export(library, "cuDeviceGetAttribute");
        _deviceTotalMem = (delegate* unmanaged<nuint*, int, int>)Export(library, "cuDeviceTotalMem_v2");
        _devicePrimaryCtxRetain = (delegate* unmanaged<nint*, int, int>)Export(library, "cuDevicePrimaryCtxRetain");
        _devicePrimaryCtxRelease = (delegate* unmanaged<int, int>)Export(library, "cuDevicePrimaryCtxRelease_v2");
        _ctxSetCurrent = (delegate* unmanaged<nint, int>)Export(library, "cuCtxSetCurrent");
        _moduleLoadDataEx = (delegate* unmanaged<nint*, nint, uint, nint, nint, int>)Export(library, "cuModuleLoadDataEx");
        _moduleUnload = (delegate* unmanaged<nint, int>)Export(library, "cuModuleUnload");
        _moduleGetFunction = (delegate* unmanaged<nint*, nint, nint, int>)Export(library, "cuModuleGetFunction");
        _memGetInfo = (delegate* unmanaged<nuint*, nuint*, int>)Export(library, "cuMemGetInfo_v2");
        _memAlloc = (delegate* unmanaged<nint*, nuint, int>)Export(library, "cuMemAlloc_v2");
        _memFree = (delegate* unmanaged<nint, int>)Export(library, "cuMemFree_v2");
        _memHostAlloc = (delegate* unmanaged<nint*, nuint, uint, int>)Export(library, "cuMemHostAlloc");
        _memFreeHost = (delegate* unmanaged<nint, int>)Export(library, "cuMemFreeHost");
        _memcpyHtoDAsync = (delegate* unmanaged<nint, nint, nuint, nint, int>)Export(library, "cuMemcpyHtoDAsync_v2");
        _memcpyDtoHAsync = (delegate* unmanaged<nint, nint, nuint, nint, int>)Export(library, "cuMemcpyDtoHAsync_v2");
        _memsetD8Async = (delegate* unmanaged<nint, byte, nuint, nint, int>)Export(library, "cuMemsetD8Async");
        _streamCreate = (delegate* unmanaged<nint*, uint, int>)Export(library, "cuStreamCreate");
        _streamDestroy = (delegate* unmanaged<nint, int>)Export(library, "cuStreamDestroy_v2");
        _streamSynchronize = (delegate* unmanaged<nint, int>)Export(library, "cuStreamSynchronize");
        _streamWaitEvent = (delegate* unmanaged<nint, nint, uint, int>)Export(library, "cuStreamWaitEvent");
        _eventCreate = (delegate* unmanaged<nint*, uint, int>)Export(library, "cuEventCreate");
        _eventDestroy = (delegate* unmanaged<nint, int>)Export(library, "cuEventDestroy_v2");
        _eventRecord = (delegate* unmanaged<nint, nint, int>)Export(library, "cuEventRecord");
        _eventSynchronize = (delegate* unmanaged<nint, int>)Export(library, "cuEventSynchronize");
        _launchKernel = (delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, nint, nint, int>)Export(
            library, "cuLaunchKernel");
        _getErrorName = (delegate* unmanaged<int, nint*, int>)Export(library, "cuGetErrorName");
        _getErrorString = (delegate* unmanaged<int, nint*, int>)Export(library, "cuGetErrorString");
    }

    /// <summary>Loads the system's library, or the one that the environment names.</summary>
    /// <inheritdoc cref="Load(string)"/>
    public static NativeCudaDriver Load() => Load(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named
        : OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1");

    /// <summary>Loads a library.</summary>
    /// <exception cref="CudaUnavailableException">It is not there, is none, or lacks a function.</exception>
    public static NativeCudaDriver Load(string name)
    {
        try
        {
            return new NativeCudaDriver(NativeLibrary.Load(name));
        }
        catch (DllNotFoundException e)
        {
            throw new CudaUnavailableException($"the driver's library {name} cannot be loaded ({LastLine(e.Message)})", e);
        }
        catch (BadImageFormatException e)
        {
            throw new CudaUnavailableException($"{name} is not a library for this platform", e);
        }
        catch (EntryPointNotFoundException e)
        {
            throw new CudaUnavailableException($"{name} is not a driver, or too old: {LastLine(e.Message)}", e);
        }
    }

    public int Init(uint flags) => _init(flags);

    public int DeviceGetCount(out int count)
    {
        fixed (int* to = &count)
        {
            return _deviceGetCount(to);
        }
    }

    public int DeviceGet(out int device, int ordinal)
    {
        fixed (int* to = &device)
        {
            return _deviceGet(to, ordinal);
        }
    }

    public int DeviceGetName(nint name, int length, int device) => _deviceGetName(name, length, device);

    public int DeviceGetAttribute(out int value, int attribute, int device)
    {
        fixed (int* to = &value)
        {
            return _deviceGetAttribute(to, attribute, device);
        }
    }

    public int DeviceTotalMem(out nuint bytes, int device)
    {
        fixed (nuint* to = &bytes)
        {
            return _deviceTotalMem(to, device);
        }
    }

    public int DevicePrimaryCtxRetain(out nint context, int device)
    {
        fixed (nint* to = &context)
        {
            return _devicePrimaryCtxRetain(to, device);
        }
    }

    public int DevicePrimaryCtxRelease(int device) => _devicePrimaryCtxRelease(device);

    public int CtxSetCurrent(nint context) => _ctxSetCurrent(context);

    public int ModuleLoadDataEx(out nint module, nint image, uint optionCount, nint options, nint values)
    {
        fixed (nint* to = &module)
        {
            return _moduleLoadDataEx(to, image, optionCount, options, values);
        }
    }

    public int ModuleUnload(nint module) => _moduleUnload(module);

    public int ModuleGetFunction(out nint function, nint module, nint name)
    {
        fixed (nint* to = &function)
        {
            return _moduleGetFunction(to, module, name);
        }
    }

    public int MemGetInfo(out nuint free, out nuint total)
    {
        fixed (nuint* toFree = &free, toTotal = &total)
        {
            return _memGetInfo(toFree, toTotal);
        }
    }

    public int MemAlloc(out nint address, nuint bytes)
    {
        fixed (nint* to = &address)
        {
            return _memAlloc(to, bytes);
        }
    }

    public int MemFree(nint address) => _memFree(address);

    public int MemHostAlloc(out nint address, nuint bytes, uint flags)
    {
        fixed (nint* to = &address)
        {
            return _memHostAlloc(to, bytes, flags);
        }
    }

    public int MemFreeHost(nint address) => _memFreeHost(address);

    public int MemcpyHtoDAsync(nint to, nint from, nuint bytes, nint stream) => _memcpyHtoDAsync(to, from, bytes, stream);

    public int MemcpyDtoHAsync(nint to, nint from, nuint bytes, nint stream) => _memcpyDtoHAsync(to, from, bytes, stream);

    public int MemsetD8Async(nint at, byte value, nuint bytes, nint stream) => _memsetD8Async(at, value, bytes, stream);

    public int StreamCreate(out nint stream, uint flags)
    {
        fixed (nint* to = &stream)
        {
            return _streamCreate(to, flags);
        }
    }

    public int StreamDestroy(nint stream) => _streamDestroy(stream);

    public int StreamSynchronize(nint stream) => _streamSynchronize(stream);

    public int StreamWaitEvent(nint stream, nint @event, uint flags) => _streamWaitEvent(stream, @event, flags);

    public int EventCreate(out nint @event, uint flags)
    {
        fixed (nint* to = &@event)
        {
            return _eventCreate(to, flags);
        }
    }

    public int EventDestroy(nint @event) => _eventDestroy(@event);

    public int EventRecord(nint @event, nint stream) => _eventRecord(@event, stream);

    public int EventSynchronize(nint @event) => _eventSynchronize(@event);

    public int LaunchKernel(nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ,
        uint sharedBytes, nint stream, nint arguments, nint extra) =>
        _launchKernel(function, gridX, gridY, gridZ, blockX, blockY, blockZ, sharedBytes, stream, arguments, extra);

    public int GetErrorName(int code, out nint text)
    {
        fixed (nint* to = &text)
        {
            return _getErrorName(code, to);
        }
    }

    public int GetErrorString(int code, out nint text)
    {
        fixed (nint* to = &text)
        {
            return _getErrorString(code, to);
        }
    }

    /// <summary>Above it stands advice for developers.</summary>
    private static string LastLine(string message) =>
        message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault("");

    private static nint Export(nint library, string name) => NativeLibrary.GetExport(library, name);
}
