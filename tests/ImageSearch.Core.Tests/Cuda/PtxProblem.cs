using ImageSearch.Cuda;
using ImageSearch.Tests.Cuda.Ptx;
using ImageSearch.Tests.Index;

namespace ImageSearch.Tests.Cuda;

/// <summary>A search drawn by chance for PTX in the emulator: sizes, values, order, filter, pages and blocks.</summary>
internal sealed class PtxProblem
{
    private static readonly int[] Ks = [1, 2, 5, 12, 64, 100, 128, 129, 300, 448, 449, 700, 1000];
    private static readonly int[] Values = [256, 2, 3, 1, 20, 256, 256];

    private readonly int _seed;
    private readonly byte[] _rows;
    private readonly byte[] _queries;
    private readonly int _k;
    private readonly int _pageRows;
    private readonly int _multiprocessors;
    private readonly Func<long, bool>? _wanted;

    public PtxProblem(int seed)
    {
        _seed = seed;
        var random = new Random(seed);
        int rows = random.Next(4) == 0 ? random.Next(1, 200) : random.Next(1, 3000), values = Values[random.Next(Values.Length)];
        int queries = random.Next(3) == 0 ? random.Next(60, 140) : random.Next(1, 20);
        _rows = Samples.Rows(random, rows, values);
        _queries = Samples.Rows(random, queries, values);
        _k = Ks[random.Next(Ks.Length)];
        _pageRows = KernelShape.TileRows * random.Next(1, 30);
        _multiprocessors = random.Next(1, 4);
        if (random.Next(3) == 0)
        {
            MakeEachNearer();
        }

        int every = random.Next(2, 5);
        _wanted = random.Next(4) switch
        {
            0 => r => r % every != 0,
            1 => r => r >= rows / 2,
            _ => null,
        };
    }

    /// <summary>Pairs of rows and query rows.</summary>
    public long Pairs => (long)_rows.Length / KernelShape.RowBytes * _queries.Length / KernelShape.RowBytes;

    /// <summary>Searches, and says what is wrong with the answer or with how it was found; null if nothing is.</summary>
    public string? Run(int capability, bool useMatrices, Func<string, string>? alter = null)
    {
        var emulator = new PtxEmulator(_seed);
        var driver = new HostDriver(capability, seed: _seed, multiprocessors: _multiprocessors, emulator: emulator, alter: alter);
        var limits = new CudaLimits(_pageRows, QueryRows: 2048, StagingBytes: 64 << 10, RowBytes: null, MinPairs: 0, Ordinals: null);
        string? wrong = null;
        using (var engine = new CudaEngine(driver, CudaDevices.Choose(driver, null)[0], limits, PageStriping.Whole, useMatrices))
        {
            using var resident = new DeviceRows(engine);
            try
            {
                NearestKeys found = engine.Search(resident, new Rows(_rows, 700, _wanted), _queries, _k, default);
                bool isRight = Oracle.Nearest(_rows, _queries, _k, _wanted).Zip(Rows.Neighbours(found))
                    .All(p => p.First.SequenceEqual(p.Second));
                wrong = isRight ? null : "the answer is wrong";
            }
            catch (CudaFailedException e)
            {
                wrong = e.Reason;
            }
        }

        Assert.Equal((0, 0), (driver.Held, driver.Retained));
        return emulator.Faults.Count > 0 ? emulator.Faults[0] : wrong;
    }

    public override string ToString() => $"problem {_seed}: {_rows.Length / 128} rows, {_queries.Length / 128} query rows, k = {_k}, "
        + $"{_pageRows} rows a page, {_multiprocessors} multiprocessors{(_wanted is null ? "" : ", filtered")}";

    /// <summary>To the first half of the query rows, which are zero: lists overflow again and again.</summary>
    private void MakeEachNearer()
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            _rows[i] = (byte)(255 - ((long)i * 255 / _rows.Length));
        }

        Array.Clear(_queries, 0, _queries.Length / 2);
    }
}
