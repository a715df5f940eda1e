using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using ImageSearch.Cuda;
using ImageSearch.Tests.Index;

namespace ImageSearch.Tests.Cuda;

/// <summary>The kernels' source, compiled for the host, against the definition. What this cannot show: what a GPU's compiler and memory
/// do.</summary>
public sealed class KernelTests
{
    /// <summary>Small pages, so that lists go on from launch to launch.</summary>
    private static readonly CudaLimits Limits =
        new(PageRows: 1536, QueryRows: 2048, StagingBytes: 64 << 10, RowBytes: null, MinPairs: 0, Ordinals: null);

    [HostKernelsTheory]
    [InlineData(80, true)]
    [InlineData(80, false)]
    [InlineData(70, false)]
    public void Kernels_GiveTheOraclesNeighbours_OverOddSizes(int capability, bool matrices)
    {
        bool isLong = Environment.GetEnvironmentVariable("IMAGESEARCH_LONG") == "1";
        var random = new Random(capability);
        int[] ks = [1, 2, 5, 63, 129, 400, 449, 1000];
        int step = isLong ? 101 : 709, turn = 0;
        for (int rows = 0; rows <= 5000; rows += step, turn++)
        {
            int queries = isLong ? 1 + random.Next(700) : 1 + random.Next(70), k = ks[turn % ks.Length];

            // Few values, so that ties abound; or all; or but one, so that all rows tie.
            int values = ((int[])[256, 2, 3, 1])[turn % 4];
            Compare(capability, matrices, Samples.Rows(random, rows, values), Samples.Rows(random, queries, values), k);
        }

        Compare(capability, matrices, Samples.Rows(random, 5000), Samples.Rows(random, isLong ? 700 : 129), 1000);
        Compare(capability, matrices, Samples.Rows(random, 301), Samples.Rows(random, 700), 5);
    }

    /// <summary>Each row nearer than all before it: every list is filled again and again.</summary>
    [HostKernelsTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Kernels_GiveTheOraclesNeighbours_WhenEveryRowIsNearer(bool matrices)
    {
        byte[] rows = [.. Enumerable.Range(0, 4000)
            .SelectMany(i => Enumerable.Range(0, 128).Select(b => (byte)(255 - (((i * 128 / 16) + b) / 128))))];
        foreach (int k in (int[])[1, 128, 448, 1000])
        {
            Compare(80, matrices, rows, new byte[128 * 3], k);
        }
    }

    [HostKernelsTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Kernels_OfOppositeRows_GiveTheLargestDistance(bool matrices)
    {
        byte[] full = [.. Enumerable.Repeat((byte)255, 128)];
        Compare(80, matrices, [.. full, .. new byte[128], .. full], [.. new byte[128], .. full], 3);
    }

    [HostKernelsTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Kernels_LookAtWantedRowsAlone(bool matrices)
    {
        var random = new Random(3);
        byte[] rows = Samples.Rows(random, 3333, 20), queries = Samples.Rows(random, 20, 20);
        foreach (Func<long, bool> wanted in (Func<long, bool>[])[r => r % 3 == 0, r => r is > 1500 and < 1600, r => r == 3332,
            r => r >= 3072, _ => false])
        {
            Compare(80, matrices, rows, queries, 40, wanted);
        }
    }

    [Fact]
    public void Ptx_TakesTheArgumentsThatAreSent()
    {
        foreach (string file in (string[])["nearest.sm_70.ptx", "nearest.sm_80.ptx"])
        {
            string ptx = Encoding.UTF8.GetString(CudaKernels.Ptx(file));
            Assert.Equal('\0', ptx[^1]);
            Dictionary<string, int> bytes = Regex.Matches(ptx, @"\.entry (\w+)\(\s*\.param \.align 8 \.b8 \w+\[(\d+)\]\s*\)")
                .ToDictionary(m => m.Groups[1].Value, m => int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture));
            Assert.Equal(Marshal.SizeOf<ScanArguments>(), bytes["nearest_dot"]);
            Assert.Equal(Marshal.SizeOf<MergeArguments>(), bytes["merge"]);
            Assert.Equal(Marshal.SizeOf<LengthArguments>(), bytes["squared_lengths"]);
            Assert.Equal(file.Contains("80", StringComparison.Ordinal), bytes.ContainsKey("nearest_mma"));
            Assert.Equal(bytes.ContainsKey("nearest_mma"),
                ptx.Contains("mma.sync.aligned.m16n8k32.row.col.s32.u8.u8.s32", StringComparison.Ordinal));
        }
    }

    private static void Compare(int capability, bool matrices, byte[] rows, byte[] queries, int k, Func<long, bool>? wanted = null)
    {
        var driver = new HostDriver(capability, seed: rows.Length + k);
        using (var engine = new CudaEngine(driver, CudaDevices.Choose(driver, null)[0], Limits, PageStriping.Whole, matrices))
        {
            using var resident = new DeviceRows(engine);
            NearestKeys found = engine.Search(resident, new Rows(rows, 700, wanted), queries, k, default);
            Assert.Equal(Oracle.Nearest(rows, queries, k, wanted), Rows.Neighbours(found));
        }

        Assert.All(driver.Launched, name => Assert.NotEqual(capability >= 80 && matrices ? "nearest_dot" : "nearest_mma", name));
        Assert.Equal(0, driver.Held);
        Assert.Equal(0, driver.Retained);
    }
}
