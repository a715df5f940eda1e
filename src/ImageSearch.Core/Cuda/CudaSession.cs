namespace ImageSearch.Cuda;

/// <summary>The process's use of CUDA: the driver is loaded and a device started at the first search that wants it.</summary>
internal sealed class CudaSession(Func<ICudaDriver> load, CudaLimits limits)
{
    private readonly Lock _lock = new();
    private ICudaDriver? _driver;
    private CudaUnavailableException? _unavailable;
    private CudaEngine[]? _engines;

    /// <summary>The system's driver.</summary>
    public static CudaSession Default { get; } = new(NativeCudaDriver.Load, CudaLimits.FromEnvironment());

    public CudaLimits Limits => limits;

    /// <summary>Whether a query row of the devices' first search is still to be checked on the processor: no GPU has been measured yet, so
    /// none is trusted unseen.</summary>
    public bool MustCheck { get; set; } = limits.TriesFirst;

    /// <summary>What failed last, after which Auto does not try again; null if nothing did.</summary>
    public string? Failure { get; private set; }

    /// <summary>The devices, started, one at least.</summary>
    /// <exception cref="CudaUnavailableException">There is none; that stays so.</exception>
    /// <exception cref="CudaFailedException">It does not start.</exception>
    public IReadOnlyList<CudaEngine> Open()
    {
        lock (_lock)
        {
            if (_unavailable is not null)
            {
                throw new CudaUnavailableException(_unavailable.Reason, _unavailable);
            }

            if (_engines is null)
            {
                try
                {
                    _driver ??= load();
                    _engines = Start(_driver, CudaDevices.Choose(_driver, limits.Ordinals), limits);
                }
                catch (CudaUnavailableException e)
                {
                    _unavailable = e;
                    throw;
                }
                catch (CudaFailedException e)
                {
                    Failure = e.Reason;
                    throw;
                }
            }

            return _engines;
        }
    }

    /// <summary>Notes that one of the engines failed: all are given up, the next ones that are opened are new.</summary>
    public void Failed(IReadOnlyList<CudaEngine> engines, CudaFailedException failure)
    {
        lock (_lock)
        {
            Failure = failure.Reason;
            MustCheck = limits.TriesFirst;
            if (ReferenceEquals(_engines, engines))
            {
                _engines = null;
            }
        }

        foreach (CudaEngine engine in engines)
        {
            engine.Close(failure);
        }
    }

    private static CudaEngine[] Start(ICudaDriver driver, IReadOnlyList<CudaDeviceInfo> devices, CudaLimits limits)
    {
        var engines = new List<CudaEngine>();
        try
        {
            foreach (CudaDeviceInfo device in devices)
            {
                engines.Add(new CudaEngine(driver, device, limits, new PageStriping(engines.Count, devices.Count)));
                if (limits.TriesFirst)
                {
                    CudaSelfTest.Run(engines[^1]);
                }
            }
        }
        catch (CudaFailedException)
        {
            engines.ForEach(e => e.Dispose());
            throw;
        }

        return [.. engines];
    }
}
