namespace ImageSearch.Cuda;

/// <summary>Where an index's rows lie beside its own memory. All snapshots of an index share it.</summary>
internal sealed class RowHome
{
    private readonly Lock _lock = new();
    private DeviceRows? _rows;

    /// <summary>The index's rows on an engine's device; they are dropped wherever else they were.</summary>
    public DeviceRows On(CudaEngine engine)
    {
        lock (_lock)
        {
            return _rows?.Engine == engine ? _rows : _rows = new DeviceRows(engine);
        }
    }

    /// <summary>In words: where the rows lie anyhow, and how many lie on a device.</summary>
    public string Describe(string anyhow)
    {
        lock (_lock)
        {
            return _rows is { ResidentRows: > 0 and var count } ? $"{anyhow}; {count} rows on {_rows.Engine.Context.Info}" : anyhow;
        }
    }
}
