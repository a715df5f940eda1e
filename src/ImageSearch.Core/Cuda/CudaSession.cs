namespace ImageSearch.Cuda;

/// <summary>The process's use of CUDA: the driver is loaded and a device started at the first search that wants it.</summary>
internal sealed class CudaSession(Func<ICudaDriver> load, CudaLimits limits)
{
    private readonly Lock _lock = new();
    private ICudaDriver? _driver;
    private CudaUnavailableException? _unavailable;
    private CudaEngine? _engine;

    /// <summary>The system's driver.</summary>
    public static CudaSession Default { get; } = new(NativeCudaDriver.Load, CudaLimits.FromEnvironment());

    public CudaLimits Limits => limits;

    /// <summary>What failed last, after which Auto does not try again; null if nothing did.</summary>
    public string? Failure { get; private set; }

    /// <summary>The device, started.</summary>
    /// <exception cref="CudaUnavailableException">There is none; that stays so.</exception>
    /// <exception cref="CudaFailedException">It does not start.</exception>
    public CudaEngine Open()
    {
        lock (_lock)
        {
            if (_unavailable is not null)
            {
                throw new CudaUnavailableException(_unavailable.Reason, _unavailable);
            }

            if (_engine is null)
            {
                try
                {
                    _driver ??= load();
                    _engine = new CudaEngine(_driver, CudaDevices.Choose(_driver, limits.Ordinal), limits);
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

            return _engine;
        }
    }

    /// <summary>Notes that an engine failed: the next one that is opened is new.</summary>
    public void Failed(CudaEngine engine, CudaFailedException failure)
    {
        lock (_lock)
        {
            Failure = failure.Reason;
            if (_engine == engine)
            {
                _engine = null;
            }
        }
    }
}
