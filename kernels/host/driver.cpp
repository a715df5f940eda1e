// A libcuda.so.1 whose one device is the host, for a test of the binding: the signatures are those of CUDA's driver API, written down a second
// time. Everything is done at once; the tests' own driver is the one that reorders.
#include "host.cpp"

#define API extern "C" int
typedef unsigned long long DevicePointer;

enum
{
    InvalidValue = 1,
    OutOfMemory = 2,
    InvalidContext = 201,
    NotFound = 500,
};

static thread_local void* current;
static int a_context, a_module;

API cuInit(unsigned flags) { return flags == 0 ? 0 : InvalidValue; }

API cuDeviceGetCount(int* count)
{
    *count = 1;
    return 0;
}

API cuDeviceGet(int* device, int ordinal)
{
    *device = 5;
    return ordinal == 0 ? 0 : InvalidValue;
}

API cuDeviceGetName(char* name, int length, int device)
{
    std::strncpy(name, "Host library", length);
    return device == 5 ? 0 : InvalidValue;
}

API cuDeviceGetAttribute(int* value, int attribute, int device)
{
    *value = attribute == 16 ? 2 : attribute == 75 ? 8 : attribute == 76 ? 6 : -1;
    return device == 5 ? 0 : InvalidValue;
}

API cuDeviceTotalMem_v2(size_t* bytes, int device)
{
    *bytes = size_t(8) << 30;
    return device == 5 ? 0 : InvalidValue;
}

API cuDevicePrimaryCtxRetain(void** context, int device)
{
    *context = &a_context;
    return device == 5 ? 0 : InvalidValue;
}

API cuDevicePrimaryCtxRelease_v2(int device) { return device == 5 ? 0 : InvalidValue; }

API cuCtxSetCurrent(void* context)
{
    current = context;
    return context == &a_context ? 0 : InvalidContext;
}

API cuModuleLoadDataEx(void** module, const void* image, unsigned count, int* options, void** values)
{
    // CU_JIT_ERROR_LOG_BUFFER, CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES
    bool log = count == 2 && options[0] == 5 && options[1] == 6 && values[0] != nullptr && reinterpret_cast<size_t>(values[1]) >= 64;
    if (!log || current != &a_context || std::strstr(static_cast<const char*>(image), ".target sm_80") == nullptr)
    {
        return InvalidValue;
    }

    *module = &a_module;
    return 0;
}

API cuModuleUnload(void* module) { return module == &a_module ? 0 : InvalidValue; }

API cuModuleGetFunction(void** function, void* module, const char* name)
{
    for (const char* known : {"nearest_mma", "nearest_dot", "merge", "squared_lengths"})
    {
        if (module == &a_module && std::strcmp(known, name) == 0)
        {
            *function = const_cast<char*>(known);
            return 0;
        }
    }

    return NotFound;
}

API cuMemGetInfo_v2(size_t* free, size_t* total)
{
    *free = size_t(4) << 30;
    *total = size_t(8) << 30;
    return current == &a_context ? 0 : InvalidContext;
}

API cuMemAlloc_v2(DevicePointer* address, size_t bytes)
{
    *address = reinterpret_cast<DevicePointer>(std::aligned_alloc(256, (bytes + 255) / 256 * 256));
    return current != &a_context ? InvalidContext : *address == 0 ? OutOfMemory : 0;
}

API cuMemFree_v2(DevicePointer address)
{
    std::free(reinterpret_cast<void*>(address));
    return current == &a_context ? 0 : InvalidContext;
}

API cuMemHostAlloc(void** address, size_t bytes, unsigned flags)
{
    *address = std::malloc(bytes);
    return flags == 0 ? 0 : InvalidValue;
}

API cuMemFreeHost(void* address)
{
    std::free(address);
    return 0;
}

API cuMemcpyHtoDAsync_v2(DevicePointer to, const void* from, size_t bytes, void* stream)
{
    std::memcpy(reinterpret_cast<void*>(to), from, bytes);
    return stream != nullptr ? 0 : InvalidValue;
}

API cuMemcpyDtoHAsync_v2(void* to, DevicePointer from, size_t bytes, void* stream)
{
    std::memcpy(to, reinterpret_cast<void*>(from), bytes);
    return stream != nullptr ? 0 : InvalidValue;
}

API cuMemsetD8Async(DevicePointer at, unsigned char value, size_t bytes, void* stream)
{
    std::memset(reinterpret_cast<void*>(at), value, bytes);
    return stream != nullptr ? 0 : InvalidValue;
}

API cuStreamCreate(void** stream, unsigned flags)
{
    *stream = new int();
    return flags == 1 ? 0 : InvalidValue;
}

API cuStreamDestroy_v2(void* stream)
{
    delete static_cast<int*>(stream);
    return 0;
}

API cuStreamSynchronize(void* stream) { return stream != nullptr ? 0 : InvalidValue; }
API cuStreamWaitEvent(void* stream, void* event, unsigned flags) { return stream != nullptr && event != nullptr && flags == 0 ? 0 : InvalidValue; }

API cuEventCreate(void** event, unsigned flags)
{
    *event = new char();
    return flags == 3 ? 0 : InvalidValue;
}

API cuEventDestroy_v2(void* event)
{
    delete static_cast<char*>(event);
    return 0;
}

API cuEventRecord(void* event, void* stream) { return stream != nullptr && event != nullptr ? 0 : InvalidValue; }
API cuEventSynchronize(void* event) { return event != nullptr ? 0 : InvalidValue; }

API cuLaunchKernel(void* function, unsigned across, unsigned down, unsigned deep, unsigned x, unsigned y, unsigned z, unsigned shared,
    void* stream, void** arguments, void** extra)
{
    if (deep != 1 || y != 1 || z != 1 || shared != 0 || stream == nullptr || extra != nullptr)
    {
        return InvalidValue;
    }

    return host_launch(static_cast<const char*>(function), int(across), int(down), int(x), arguments);
}

API cuGetErrorName(int, const char** text)
{
    *text = "CUDA_ERROR_OF_THE_HOST";
    return 0;
}

API cuGetErrorString(int, const char** text)
{
    *text = "the host says so";
    return 0;
}
