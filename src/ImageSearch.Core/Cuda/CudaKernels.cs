using System.Runtime.InteropServices;
using System.Text;

namespace ImageSearch.Cuda;

/// <summary>The kernels, compiled by the driver for its device from the PTX that this assembly carries.</summary>
internal sealed unsafe class CudaKernels : IDisposable
{
    /// <summary>From this compute capability on, tensor cores multiply matrices of bytes.</summary>
    public const int MatrixCapability = 80;

    private const int LogBytes = 8192;

    // CUjit_option
    private const int ErrorLogBuffer = 5;
    private const int ErrorLogBufferBytes = 6;

    private readonly CudaContext _context;
    private readonly CudaHandle _module;
    private readonly nint _scan;
    private readonly nint _merge;
    private readonly nint _lengths;

    /// <summary>Loads them. The context is current.</summary>
    /// <param name="context">Of the device.</param>
    /// <param name="useMatrices">Whether tensor cores are used where there are any.</param>
    /// <exception cref="CudaFailedException">The driver does not take the PTX.</exception>
    public CudaKernels(CudaContext context, bool useMatrices = true)
    {
        _context = context;
        bool matrices = context.Info.Capability >= MatrixCapability;
        _module = Load(context, Ptx(matrices ? "nearest.sm_80.ptx" : "nearest.sm_70.ptx"));
        try
        {
            _scan = Function(matrices && useMatrices ? "nearest_mma" : "nearest_dot");
            _merge = Function("merge");
            _lengths = Function("squared_lengths");
        }
        catch (CudaFailedException)
        {
            _module.Dispose();
            throw;
        }
    }

    public void Scan(ScanArguments arguments, int queryTiles, nint stream) =>
        Launch(_scan, queryTiles, arguments.Lanes, &arguments, stream, "scan");

    public void Merge(MergeArguments arguments, int queryRows, nint stream) => Launch(_merge, queryRows, 1, &arguments, stream, "merge");

    public void SquaredLengths(LengthArguments arguments, nint stream)
    {
        if (arguments.Count > 0)
        {
            Launch(_lengths, (arguments.Count + KernelShape.Threads - 1) / KernelShape.Threads, 1, &arguments, stream, "squared_lengths");
        }
    }

    public void Dispose() => _module.Dispose();

    /// <summary>The PTX, ended by a zero as the driver wants it.</summary>
    internal static byte[] Ptx(string name)
    {
        using Stream stream = typeof(CudaKernels).Assembly.GetManifestResourceStream(name)!;
        var text = new byte[stream.Length + 1];
        stream.ReadExactly(text, 0, (int)stream.Length);
        return text;
    }

    private static CudaHandle Load(CudaContext context, byte[] ptx)
    {
        var log = new byte[LogBytes];
        fixed (byte* image = ptx, text = log)
        {
            int* options = stackalloc int[] { ErrorLogBuffer, ErrorLogBufferBytes };
            nint* values = stackalloc nint[] { (nint)text, LogBytes };
            int code = context.Driver.ModuleLoadDataEx(out nint module, (nint)image, 2, (nint)options, (nint)values);
            string said = Encoding.UTF8.GetString(log, 0, Math.Max(0, Array.IndexOf(log, (byte)0))).ReplaceLineEndings(" ").Trim();
            context.Check(code, said.Length == 0 ? "cuModuleLoadDataEx" : $"cuModuleLoadDataEx ({said})");
            return new CudaHandle(context, module, (d, m) => d.ModuleUnload(m));
        }
    }

    private nint Function(string name)
    {
        nint text = Marshal.StringToCoTaskMemUTF8(name);
        try
        {
            _context.Check(_context.Driver.ModuleGetFunction(out nint function, _module.Value, text), $"cuModuleGetFunction({name})");
            return function;
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }

    private void Launch(nint function, int across, int down, void* arguments, nint stream, string name)
    {
        nint first = (nint)arguments;
        _context.Check(
            _context.Driver.LaunchKernel(function, (uint)across, (uint)down, 1, KernelShape.Threads, 1, 1, 0, stream, (nint)(&first), 0),
            $"cuLaunchKernel({name})");
    }
}
