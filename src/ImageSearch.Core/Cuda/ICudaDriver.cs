namespace ImageSearch.Cuda;

/// <summary>
/// The functions of the CUDA driver that are used, as they are: names, arguments and result codes are those of the driver API's reference
/// without the prefix. All that is known of CUDA's binding stands behind this, so another binding, or a test, can take its place.
/// </summary>
internal interface ICudaDriver
{
    public int Init(uint flags);

    public int DeviceGetCount(out int count);

    public int DeviceGet(out int device, int ordinal);

    public int DeviceGetName(nint name, int length, int device);

    public int DeviceGetAttribute(out int value, int attribute, int device);

    public int DeviceTotalMem(out nuint bytes, int device);

    public int DevicePrimaryCtxRetain(out nint context, int device);

    public int DevicePrimaryCtxRelease(int device);

    public int CtxSetCurrent(nint context);

    public int ModuleLoadDataEx(out nint module, nint image, uint optionCount, nint options, nint values);

    public int ModuleUnload(nint module);

    public int ModuleGetFunction(out nint function, nint module, nint name);

    public int MemGetInfo(out nuint free, out nuint total);

    public int MemAlloc(out nint address, nuint bytes);

    public int MemFree(nint address);

    public int MemHostAlloc(out nint address, nuint bytes, uint flags);

    public int MemFreeHost(nint address);

    public int MemcpyHtoDAsync(nint to, nint from, nuint bytes, nint stream);

    public int MemcpyDtoHAsync(nint to, nint from, nuint bytes, nint stream);

    public int MemsetD8Async(nint at, byte value, nuint bytes, nint stream);

    public int StreamCreate(out nint stream, uint flags);

    public int StreamDestroy(nint stream);

    public int StreamSynchronize(nint stream);

    public int StreamWaitEvent(nint stream, nint @event, uint flags);

    public int EventCreate(out nint @event, uint flags);

    public int EventDestroy(nint @event);

    public int EventRecord(nint @event, nint stream);

    public int EventSynchronize(nint @event);

    public int LaunchKernel(nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ,
        uint sharedBytes, nint stream, nint arguments, nint extra);

    public int GetErrorName(int code, out nint text);

    public int GetErrorString(int code, out nint text);
}
