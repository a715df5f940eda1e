using ImageSearch.Cuda;
using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Tests.Index;

namespace ImageSearch.Tests.Cuda;

/// <summary>What happens when a device fails: an error or the processor's answer, never another.</summary>
public sealed class CudaFailureTests
{
    private const int LaunchFailed = 719, OutOfMemory = 2, AllCalls = 400;

    private static readonly CudaLimits Limits =
        new(PageRows: 256, QueryRows: 64, StagingBytes: 4096, RowBytes: null, MinPairs: 0, Ordinals: null);

    private readonly IndexSnapshot _snapshot = Samples.Index(Samples.Rows(new Random(1), 600, 4), Samples.Rows(new Random(2), 40, 4))
        .Snapshot();
    private readonly byte[] _query = Samples.Rows(new Random(3), 3, 4);

    [HostKernelsTheory]
    [InlineData(LaunchFailed)]
    [InlineData(OutOfMemory)]
    public void AFailureOfAnyCall_IsAnErrorOrTheRightAnswer_AndWithAutoTheRightAnswer(int code)
    {
        Neighbour[][] expected = Find(SearchDevice.Cpu, CudaSession.Default).Found;
        int failures = 0, call = 1;
        for (bool reached = true; reached; call++)
        {
            reached = false;
            int at = call;
            var host = new HostDriver(seed: at);
            ICudaDriver driver = CallHook.Over(host, (_, number) =>
            {
                reached |= number == at;
                return number == at ? code : null;
            });
            try
            {
                Assert.Equal(expected, Find(SearchDevice.Cuda, new CudaSession(() => driver, Limits)).Found);
            }
            catch (CudaFailedException e)
            {
                failures++;
                Assert.Equal(code, e.Code);
                Assert.Contains($"CUDA_ERROR_{code} ({code}): said the host", e.Message, StringComparison.Ordinal);
                Assert.Equal(ErrorKind.CudaFailed, e.Kind);
                Assert.Equal("CUDA device 0 (Host)", e.Target);
                Assert.Equal((0, 0), (host.Held, host.Retained));
            }
            catch (CudaUnavailableException)
            {
                failures++;
                Assert.Equal((0, 0), (host.Held, host.Retained));
            }

            Assert.True(call < AllCalls);
        }

        Assert.InRange(failures, 30, AllCalls);
        for (int at = 1; at < call; at++)
        {
            ICudaDriver driver = CallHook.Over(new HostDriver(seed: at), (_, number) => number == at ? code : null);
            (Neighbour[][] found, DeviceUse use) = Find(SearchDevice.Auto, new CudaSession(() => driver, Limits));
            Assert.Equal(expected, found);
            Assert.True(use.Device == SearchDevice.Cuda || use.Reason.Contains($"CUDA_ERROR_{code}", StringComparison.Ordinal),
                use.ToString());
        }
    }

    /// <summary>Whichever of two devices fails, both are given up.</summary>
    [HostKernelsFact]
    public void AFailureOfOneOfTwoDevices_IsAFailureOfTheSearch()
    {
        Neighbour[][] expected = Find(SearchDevice.Cpu, CudaSession.Default).Found;
        int failures = 0;
        for (int at = 40; at < 160; at += 7)
        {
            int failing = at;
            var host = new HostDriver(seed: at, devices: 2);
            ICudaDriver driver = CallHook.Over(host, (_, number) => number == failing ? LaunchFailed : null);
            var session = new CudaSession(() => driver, Limits with { Ordinals = [0, 1] });
            try
            {
                Assert.Equal(expected, Find(SearchDevice.Cuda, session).Found);
            }
            catch (CudaFailedException)
            {
                failures++;
                Assert.Equal((0, 0), (host.Held, host.Retained));
            }

            Assert.Equal(expected, Find(SearchDevice.Cuda, session).Found);
        }

        Assert.InRange(failures, 5, 18);
    }

    /// <summary>The device says that there is room, and then there is not: pages pass through instead.</summary>
    [HostKernelsFact]
    public void MemoryThatIsGoneWhenItIsWanted_DoesNotChangeTheAnswer()
    {
        Neighbour[][] expected = Find(SearchDevice.Cpu, CudaSession.Default).Found;
        int right = 0;
        for (int room = 1; room < 24; room++)
        {
            int allocations = 0;
            ICudaDriver driver = CallHook.Over(new HostDriver(seed: room), (name, _) => name == "MemAlloc" && ++allocations == room
                ? OutOfMemory : null);
            try
            {
                Assert.Equal(expected, Find(SearchDevice.Cuda, new CudaSession(() => driver, Limits)).Found);
                right++;
            }
            catch (CudaFailedException e)
            {
                Assert.Equal(OutOfMemory, e.Code);
            }
        }

        Assert.InRange(right, 10, 23);
    }

    /// <summary>Every launch but the first few says that it is done and does nothing.</summary>
    [HostKernelsTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ADeviceThatComputesWrongly_IsFoundOut_BeforeItIsUsed(int from)
    {
        Neighbour[][] expected = Find(SearchDevice.Cpu, CudaSession.Default).Found;
        int launches = 0;
        var host = new HostDriver();
        ICudaDriver driver = CallHook.Over(host, (name, _) => name == "LaunchKernel" && ++launches >= from ? 0 : null);
        var session = new CudaSession(() => driver, Limits with { TriesFirst = true });
        CudaFailedException error = Assert.Throws<CudaFailedException>(() => Find(SearchDevice.Cuda, session));
        Assert.Contains("answers with numbers that cannot be, so it is not used", error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (host.Held, host.Retained));
        (Neighbour[][] found, DeviceUse use) = Find(SearchDevice.Auto, session);
        Assert.Equal((SearchDevice.Cpu, "the CUDA device failed before (it answers with numbers that cannot be)"),
            (use.Device, use.Reason));
        Assert.Equal(expected, found);
    }

    [HostKernelsTheory]
    [InlineData(80, 1)]
    [InlineData(70, 1)]
    [InlineData(80, 3)]
    public void DevicesThatComputeRightly_AreTaken(int capability, int devices)
    {
        var host = new HostDriver(capability, devices: devices);
        var session = new CudaSession(() => host,
            Limits with { TriesFirst = true, Ordinals = [.. Enumerable.Range(0, devices)] });
        (Neighbour[][] found, DeviceUse use) = Find(SearchDevice.Auto, session);
        Assert.Equal(SearchDevice.Cuda, use.Device);
        Assert.Equal(Find(SearchDevice.Cpu, session).Found, found);
    }

    [HostKernelsFact]
    public void AfterAFailure_AutoStaysOnTheProcessor_AndCudaTriesAgain()
    {
        bool fails = true;
        int loads = 0;
        ICudaDriver driver = CallHook.Over(new HostDriver(), (name, _) => fails && name == "LaunchKernel" ? LaunchFailed : null);
        var session = new CudaSession(() =>
        {
            loads++;
            return driver;
        }, Limits);
        Neighbour[][] expected = Find(SearchDevice.Cpu, session).Found;
        Assert.StartsWith("the CUDA device failed (cuLaunchKernel", Find(SearchDevice.Auto, session).Use.Reason, StringComparison.Ordinal);
        Assert.StartsWith("the CUDA device failed before (cuLaunchKernel", Find(SearchDevice.Auto, session).Use.Reason,
            StringComparison.Ordinal);
        Assert.Throws<CudaFailedException>(() => Find(SearchDevice.Cuda, session));
        fails = false;
        Assert.Equal(expected, Find(SearchDevice.Cuda, session).Found);
        Assert.Equal(1, loads);
    }

    [Fact]
    public void Auto_LeavesSmallSearchesToTheProcessor_WithoutLoadingADriver()
    {
        var session = new CudaSession(() => throw new InvalidOperationException("loaded"), Limits with { MinPairs = 2000 });
        (Neighbour[][] found, DeviceUse use) = Find(SearchDevice.Auto, session);
        Assert.Equal(3, found.Length);
        Assert.Equal("Searched on the processor: 0.002 million pairs of rows, fewer than the 0.002 million from which a CUDA device is "
            + "taken.", use.ToString());
    }

    [HostKernelsFact]
    public void Auto_TakesTheDeviceFromTheLimitOn()
    {
        var session = new CudaSession(() => new HostDriver(), Limits with { MinPairs = 3 * 640 });
        Assert.Equal(SearchDevice.Cuda, Find(SearchDevice.Auto, session).Use.Device);
    }

    [Fact]
    public void ADeviceThatIsTooOld_OrNotThere_IsUnavailable()
    {
        foreach ((CudaSession session, string reason) in ((CudaSession, string)[])
        [
            (new CudaSession(() => new HostDriver(capability: 61), Limits),
                "CUDA device 0 (Host) has compute capability 6.1, and 7.0 is the least"),
            (new CudaSession(() => new HostDriver(), Limits with { Ordinals = [0, 3] }),
                "there is no device 3, which IMAGESEARCH_CUDA_DEVICE names; there are 1"),
        ])
        {
            CudaUnavailableException error = Assert.Throws<CudaUnavailableException>(() => Find(SearchDevice.Cuda, session));
            Assert.Equal(ErrorKind.CudaUnavailable, error.Kind);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            Assert.Equal(reason, Find(SearchDevice.Auto, session).Use.Reason);
            Assert.Equal(reason, Assert.Throws<CudaUnavailableException>(() => Find(SearchDevice.Cuda, session)).Reason);
        }
    }

    private (Neighbour[][] Found, DeviceUse Use) Find(SearchDevice device, CudaSession session)
    {
        DeviceUse? use = null;
        var options = new NearestOptions(5) { Device = device, Session = session, OnDevice = u => use = u };
        Neighbour[][] found = NearestSearch.Run(SearchScope.All(_snapshot), _query, options, default);
        return (found, use!);
    }
}
