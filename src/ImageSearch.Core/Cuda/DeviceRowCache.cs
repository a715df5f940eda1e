namespace ImageSearch.Cuda;

/// <summary>Where an index's rows lie beside its own memory. All snapshots of an index share it.</summary>
internal sealed class DeviceRowCache
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CudaEngine, DeviceRows> _rows = [];

    /// <summary>The index's rows on an engine's device.</summary>
    public DeviceRows On(CudaEngine engine)
    {
        lock (_lock)
        {
            // An engine that failed has given its rows back already.
            foreach (CudaEngine gone in _rows.Keys.Where(e => e.IsClosed).ToArray())
            {
                _rows.Remove(gone);
            }

            if (!_rows.TryGetValue(engine, out DeviceRows? rows))
            {
                _rows.Add(engine, rows = new DeviceRows(engine));
            }

            return rows;
        }
    }

    /// <summary>In words: where the rows lie anyhow, and how many lie on which devices.</summary>
    public string Describe(string anyhow)
    {
        lock (_lock)
        {
            return string.Join("; ", _rows.Values.Where(r => r.ResidentRows > 0).OrderBy(r => r.Engine.Context.Info.Ordinal)
                .Select(r => $"{r.ResidentRows} rows on {r.Engine.Context.Info}").Prepend(anyhow));
        }
    }
}
