using System.Reflection;
using ImageSearch.Cuda;
using ImageSearch.Neighbours;
using ImageSearch.Tests.Index;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Cuda;

/// <summary>Libraries that are not a working driver.</summary>
public sealed class CudaLibraryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ALibraryThatIsNotThere_IsUnavailable() => Refused(_folder.At("libcuda.so.1"), "cannot be loaded");

    [Fact]
    public void AFileThatIsNoLibrary_IsUnavailable()
    {
        File.WriteAllText(_folder.At("libcuda.so.1"), "not a library");
        Refused(_folder.At("libcuda.so.1"), OperatingSystem.IsWindows() ? "is not a library" : "cannot be loaded");
    }

    [HostKernelsFact]
    public void ALibraryWithoutTheFunctions_IsUnavailable() =>
        Refused(Made("int cuInit(unsigned flags) { return (int)flags; }"), "is not a driver, or too old");

    /// <summary>CUDA_ERROR_SYSTEM_DRIVER_MISMATCH is what a driver of another version than the kernel's module says.</summary>
    [HostKernelsFact]
    public void ADriverThatDoesNotStart_IsUnavailableWithItsReason() =>
        Refused(Made(Stub(init: 803, count: 1)), "cuInit returned CUDA_ERROR_STUB (803): the stub says so");

    [HostKernelsFact]
    public void ADriverWithoutDevices_IsUnavailable() => Refused(Made(Stub(init: 0, count: 0)), "the driver knows no device");

    [HostKernelsFact]
    public void ADriverThatKnowsNotEvenItsErrors_IsUnavailable() =>
        Refused(Made(Stub(init: 1, count: 1).Replace("return 0; /* text */", "return 1;", StringComparison.Ordinal)),
            "cuInit returned an unknown error (1)");

    /// <summary>A library with the driver API's own signatures: what the binding sends arrives.</summary>
    [HostKernelsFact]
    public void ALibraryThatWorks_Answers()
    {
        string library = _folder.At("libcuda.so.1");
        Assert.Null(HostKernels.Compile(library, "-std=c++20", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
            Path.Combine(TestData.Repository, "kernels", "host", "driver.cpp")));
        var session = new CudaSession(() => NativeCudaDriver.Load(library), CudaLimits.FromEnvironment());
        var random = new Random(1);
        byte[] rows = Samples.Rows(random, 700), query = Samples.Rows(random, 9);
        var said = new List<DeviceUse>();
        var options = new NearestOptions(30) { Device = SearchDevice.Cuda, Session = session, OnDevice = said.Add };
        Assert.Equal(Oracle.Nearest(rows, query, 30),
            NearestSearch.Run(SearchScope.All(Samples.Index(rows).Snapshot()), query, options, default));
        Assert.Equal("CUDA device 0 (Host library)", Assert.Single(said).Name);
        CudaDeviceInfo info = session.Open()[0].Context.Info;
        Assert.Equal((86, 2, 8L << 30), (info.Capability, info.Multiprocessors, info.MemoryBytes));
        session.Open()[0].Dispose();
    }

    private static void Refused(string library, string reason)
    {
        var session = new CudaSession(() => NativeCudaDriver.Load(library), CudaLimits.FromEnvironment());
        Assert.Contains(reason, Assert.Throws<CudaUnavailableException>(() => session.Open()).Message, StringComparison.Ordinal);
    }

    /// <summary>All functions that are used, doing nothing.</summary>
    private static string Stub(int init, int count)
    {
        string[] second = ["DeviceTotalMem", "DevicePrimaryCtxRelease", "MemGetInfo", "MemAlloc", "MemFree", "MemcpyHtoDAsync",
            "MemcpyDtoHAsync", "StreamDestroy", "EventDestroy"];
        string[] own = ["Init", "DeviceGetCount", "GetErrorName", "GetErrorString"];
        IEnumerable<string> others = typeof(ICudaDriver).GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Select(m => m.Name).Except(own)
            .Select(name => $"int cu{name}{(second.Contains(name) ? "_v2" : "")}(void) {{ return 999; }}");
        return $$"""
            int cuInit(unsigned flags) { return {{init}} + (int)flags; }
            int cuDeviceGetCount(int* count) { *count = {{count}}; return 0; }
            int cuGetErrorName(int code, const char** text) { *text = "CUDA_ERROR_STUB"; return 0; /* text */ }
            int cuGetErrorString(int code, const char** text) { *text = "the stub says so"; return 0; /* text */ }
            {{string.Join('\n', others)}}
            """;
    }

    private string Made(string source)
    {
        string file = _folder.At("stub.c"), library = _folder.At("libcuda.so.1");
        File.WriteAllText(file, source);
        Assert.Null(HostKernels.Compile(library, "-x", "c", "-shared", "-fPIC", file));
        return library;
    }
}
