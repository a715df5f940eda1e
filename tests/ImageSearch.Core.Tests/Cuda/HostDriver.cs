using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using ImageSearch.Cuda;
using ImageSearch.Tests.Cuda.Ptx;

namespace ImageSearch.Tests.Cuda;

/// <summary>A driver whose devices are the host: the kernels' own source runs, or the PTX that it is given in an emulator; memory is
/// bounded, and streams run in an order drawn by chance. What compiles PTX wrongly may alter it.</summary>
internal sealed unsafe class HostDriver(int capability = 80, long memoryBytes = 1L << 30, int seed = 1, int multiprocessors = 1,
    int devices = 1, PtxEmulator? emulator = null, Func<string, string>? alter = null) : ICudaDriver
{
    private const int InvalidValue = 1, OutOfMemory = 2, InvalidDevice = 101, InvalidContext = 201, NoBinary = 209, InvalidHandle = 400,
        NotFound = 500;

    private const int FirstDevice = 7, ContextsADriver = 16;

    private static int _drivers;

    [ThreadStatic]
    private static nint _current;

    private readonly HostStreams _streams = new(seed);
    private readonly HostMemory _pinned = new(long.MaxValue);
    private readonly List<string> _functions = [];
    private readonly nint _context = Interlocked.Add(ref _drivers, ContextsADriver);
    private string? _module;

    public HostMemory Memory { get; } = new(memoryBytes, emulator is not null);

    /// <summary>How often the context was retained and not released.</summary>
    public int Retained { get; private set; }

    /// <summary>All that was taken and not given back.</summary>
    public int Held => Memory.Blocks + _pinned.Blocks + _streams.Count + (_module is null ? 0 : 1);

    /// <summary>How often PTX was loaded.</summary>
    public int Loads { get; private set; }

    /// <summary>Bytes copied to the device.</summary>
    public long CopiedBytes { get; private set; }

    /// <summary>The kernels that were launched.</summary>
    public List<string> Launched { get; } = [];

    public int Init(uint flags) => 0;

    public int DeviceGetCount(out int count) => Out(out count, devices);

    public int DeviceGet(out int device, int ordinal) => Out(out device, FirstDevice + ordinal) + (ordinal < devices ? 0 : InvalidDevice);

    public int DeviceGetName(nint name, int length, int device)
    {
        Encoding.UTF8.GetBytes("Host\0", new Span<byte>((void*)name, length));
        return device >= FirstDevice ? 0 : InvalidDevice;
    }

    public int DeviceGetAttribute(out int value, int attribute, int device) =>
        Out(out value, attribute switch { 16 => multiprocessors, 75 => capability / 10, 76 => capability % 10, _ => 0 });

    public int DeviceTotalMem(out nuint bytes, int device) => Out(out bytes, (nuint)Memory.LimitBytes);

    [MethodImpl(MethodImplOptions.Synchronized)]
    public int DevicePrimaryCtxRetain(out nint context, int device)
    {
        Retained++;
        return Out(out context, _context + device - FirstDevice);
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public int DevicePrimaryCtxRelease(int device)
    {
        Retained--;
        return device >= FirstDevice ? 0 : InvalidDevice;
    }

    public int CtxSetCurrent(nint context)
    {
        _current = context;
        return Current ? 0 : InvalidContext;
    }

    public int ModuleLoadDataEx(out nint module, nint image, uint optionCount, nint options, nint values)
    {
        string text = Marshal.PtrToStringUTF8(image)!;
        _module = alter?.Invoke(text) ?? text;
        emulator?.Load(_module);
        Loads++;
        int target = int.Parse(Regex.Match(_module, @"\.target sm_(\d+)").Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture);
        return Out(out module, 0x99, target <= capability ? 0 : NoBinary);
    }

    public int ModuleUnload(nint module)
    {
        _module = null;
        return 0;
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public int ModuleGetFunction(out nint function, nint module, nint name)
    {
        string named = Marshal.PtrToStringUTF8(name)!;
        _functions.Add(named);
        return Out(out function, _functions.Count, _module!.Contains($".entry {named}(", StringComparison.Ordinal) ? 0 : NotFound);
    }

    public int MemGetInfo(out nuint free, out nuint total)
    {
        free = (nuint)Math.Max(0, Memory.LimitBytes - Memory.UsedBytes);
        return Out(out total, (nuint)Memory.LimitBytes);
    }

    public int MemAlloc(out nint address, nuint bytes)
    {
        address = Current ? Memory.Allocate((long)bytes) : 0;
        return !Current ? InvalidContext : address == 0 ? OutOfMemory : 0;
    }

    public int MemFree(nint address)
    {
        _streams.SynchronizeAll();
        return !Current ? InvalidContext : Memory.Free(address) ? 0 : InvalidValue;
    }

    public int MemHostAlloc(out nint address, nuint bytes, uint flags) => Out(out address, _pinned.Allocate((long)bytes));

    public int MemFreeHost(nint address) => _pinned.Free(address) ? 0 : InvalidValue;

    [MethodImpl(MethodImplOptions.Synchronized)]
    public int MemcpyHtoDAsync(nint to, nint from, nuint bytes, nint stream)
    {
        CopiedBytes += (long)bytes;
        return Memory.Contains(to, bytes) ? Put(stream, () =>
        {
            Buffer.MemoryCopy((void*)from, (void*)to, bytes, bytes);
            Memory.Wrote(to, bytes);
        }) : InvalidValue;
    }

    public int MemcpyDtoHAsync(nint to, nint from, nuint bytes, nint stream) =>
        Memory.Contains(from, bytes) ? Put(stream, () => Buffer.MemoryCopy((void*)from, (void*)to, bytes, bytes)) : InvalidValue;

    public int MemsetD8Async(nint at, byte value, nuint bytes, nint stream) =>
        Memory.Contains(at, bytes) ? Put(stream, () =>
        {
            new Span<byte>((void*)at, (int)bytes).Fill(value);
            Memory.Wrote(at, bytes);
        }) : InvalidValue;

    public int StreamCreate(out nint stream, uint flags) => Out(out stream, _streams.CreateStream());

    public int StreamDestroy(nint stream) => Handle(_streams.Destroy(stream));

    public int StreamSynchronize(nint stream) => Handle(_streams.SynchronizeStream(stream));

    public int StreamWaitEvent(nint stream, nint @event, uint flags) => Handle(_streams.Wait(stream, @event));

    public int EventCreate(out nint @event, uint flags) => Out(out @event, _streams.CreateEvent());

    public int EventDestroy(nint @event) => Handle(_streams.Destroy(@event));

    public int EventRecord(nint @event, nint stream) => Handle(_streams.Record(@event, stream));

    public int EventSynchronize(nint @event) => Handle(_streams.SynchronizeEvent(@event));

    [MethodImpl(MethodImplOptions.Synchronized)]
    public int LaunchKernel(nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ,
        uint sharedBytes, nint stream, nint arguments, nint extra)
    {
        string name = _functions[(int)function - 1];
        Launched.Add(name);
        int size = name == "merge" ? sizeof(MergeArguments) : name == "squared_lengths" ? sizeof(LengthArguments) : sizeof(ScanArguments);
        byte[] copy = new Span<byte>(*(void**)arguments, size).ToArray();
        return Put(stream, () =>
        {
            fixed (byte* kept = copy)
            {
                if (emulator is null)
                {
                    Assert.Equal(0, HostKernels.Launch(name, (int)gridX, (int)gridY, (int)blockX, (nint)kept));
                }
                else
                {
                    emulator.Launch(name, (int)gridX, (int)gridY, (int)blockX, (nint)kept, Memory);
                }
            }
        });
    }

    public int GetErrorName(int code, out nint text) => Out(out text, Text($"CUDA_ERROR_{code}"));

    public int GetErrorString(int code, out nint text) => Out(out text, Text("said the host"));

    private bool Current => _current >= _context && _current < _context + devices && Retained > 0;

    /// <summary>As the driver's own texts, these stay for good.</summary>
    private static nint Text(string text) => Marshal.StringToCoTaskMemUTF8(text);

    private static int Out<T>(out T to, T value, int code = 0)
    {
        to = value;
        return code;
    }

    private static int Handle(bool known) => known ? 0 : InvalidHandle;

    private int Put(nint stream, Action work) => Current ? Handle(_streams.Put(stream, work)) : InvalidContext;
}
