using System.Text;
using ImageSearch.Cuda;
using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Tests.Cuda.Ptx;
using ImageSearch.Tests.Index;
using Xunit.Abstractions;

namespace ImageSearch.Tests.Cuda;

/// <summary>The PTX that the library carries, in an emulator, against the definition; and whether that notices PTX that is wrong.
/// IMAGESEARCH_LONG=1 tries more problems, and all mutations: some ten minutes.</summary>
public sealed class PtxTests(ITestOutputHelper output)
{
    private const string Newer = "nearest.sm_80.ptx", Older = "nearest.sm_70.ptx";

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("IMAGESEARCH_LONG") == "1";

    private static readonly CudaLimits Limits =
        new(PageRows: 1536, QueryRows: 64, StagingBytes: 64 << 10, RowBytes: null, MinPairs: 0, Ordinals: null) { TriesFirst = true };

    [Theory]
    [InlineData(80, true)]
    [InlineData(80, false)]
    [InlineData(70, false)]
    public void Ptx_GivesTheOraclesNeighbours(int capability, bool matrices)
    {
        long pairs = 0;
        for (int seed = 1; seed <= (IsLong ? 300 : 12); seed++)
        {
            var problem = new PtxProblem(seed);
            string? wrong = problem.Run(capability, matrices);
            Assert.True(wrong is null, $"{problem}: {wrong}");
            pairs += problem.Pairs;
        }

        output.WriteLine($"{pairs} pairs");
    }

    /// <summary>Keys of the last rows that there are numbers for: no index has so many.</summary>
    [Theory]
    [InlineData(80)]
    [InlineData(70)]
    public unsafe void Ptx_KnowsRowsByTheLargestNumbers(int capability)
    {
        const int Count = 300, K = 5;
        long first = KernelShape.RowMask - Count + 1;
        var emulator = new PtxEmulator(1);
        var driver = new HostDriver(capability, emulator: emulator);
        byte[] rows = Samples.Rows(new Random(3), Count, 3), query = Samples.Rows(new Random(4), KernelShape.TileQueries, 3);
        var keys = new ulong[KernelShape.TileQueries * K];
        using (var context = new CudaContext(driver, CudaDevices.Choose(driver, null)[0]))
        {
            context.SetCurrent();
            using var kernels = new CudaKernels(context);
            using CudaHandle stream = context.CreateStream();
            using var page = new DevicePage(context, Count);
            using var memory = new SearchMemory(context);
            ScanArguments scan = memory.Prepare(KernelShape.TileQueries, lanes: 2, K, out MergeArguments merge);
            (scan.Rows, scan.RowLengths, scan.FirstRow, scan.RowCount) = (page.Row(0), page.Length(0), first, Count);
            fixed (byte* r = rows, q = query)
            fixed (ulong* found = keys)
            {
                driver.MemcpyHtoDAsync(scan.Rows, (nint)r, (nuint)rows.Length, stream.Value);
                driver.MemcpyHtoDAsync(scan.Queries, (nint)q, (nuint)query.Length, stream.Value);
                driver.MemsetD8Async(scan.Limits, byte.MaxValue, KernelShape.TileQueries * sizeof(ulong), stream.Value);
                driver.MemsetD8Async(scan.Counts, 0, KernelShape.TileQueries * 2 * sizeof(int), stream.Value);
                kernels.SquaredLengths(new LengthArguments { Rows = scan.Rows, Lengths = scan.RowLengths, Count = Count }, stream.Value);
                kernels.SquaredLengths(new LengthArguments
                {
                    Rows = scan.Queries,
                    Lengths = scan.QueryLengths,
                    Count = KernelShape.TileQueries,
                }, stream.Value);
                kernels.Scan(scan, 1, stream.Value);
                kernels.Merge(merge, KernelShape.TileQueries, stream.Value);
                driver.MemcpyDtoHAsync((nint)found, merge.Nearest, (nuint)keys.Length * sizeof(ulong), stream.Value);
                driver.StreamSynchronize(stream.Value);
            }
        }

        Assert.Empty(emulator.Faults);
        Assert.Equal(Oracle.Nearest(rows, query, K).SelectMany(n => n)
            .Select(n => ((ulong)n.SquaredDistance << KernelShape.DistanceShift) | (ulong)(first + n.Row)), keys);
    }

    [Theory]
    [InlineData(80, 1)]
    [InlineData(70, 3)]
    public void ADeviceThatRunsThePtx_PassesTheTrial_AndAnswers(int capability, int multiprocessors)
    {
        var emulator = new PtxEmulator(2);
        var driver = new HostDriver(capability, multiprocessors: multiprocessors, emulator: emulator);
        var random = new Random(5);
        IndexSnapshot snapshot = Samples.Index(Samples.Rows(random, 1000, 9), Samples.Rows(random, 700, 9)).Snapshot();
        byte[] query = Samples.Rows(random, 5, 9);
        var session = new CudaSession(() => driver, Limits);
        Assert.True(session.MustCheck);
        Assert.Equal(Find(snapshot, query, SearchDevice.Cpu, session), Find(snapshot, query, SearchDevice.Cuda, session));
        Assert.False(session.MustCheck);
        Assert.Equal((1, 1), (driver.Retained, driver.Loads));
        Assert.Empty(emulator.Faults);
        session.Open()[0].Dispose();
    }

    /// <summary>Lists are shortened in the trial, and limits form: with none but the limit wrong a device is refused.</summary>
    [Theory]
    [InlineData(80, "nearest_mma")]
    [InlineData(70, "nearest_dot")]
    [InlineData(80, "merge")]
    public void PtxThatWrites0AsTheLimit_IsRefusedByTheTrial(int capability, string kernel)
    {
        var driver = new HostDriver(capability, emulator: new PtxEmulator(3),
            alter: ptx => PtxMutation.Named(ptx, kernel, "writes 0 as the limit").Ptx);
        CudaFailedException error = Assert.Throws<CudaFailedException>(() => new CudaSession(() => driver, Limits).Open());
        Assert.Contains("answers a small search wrongly", error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (driver.Held, driver.Retained));
    }

    /// <summary>What goes wrong after the trial: the first search does nothing but its last launch, or nothing at all.</summary>
    [Theory]
    [InlineData(3, "it answers otherwise than the processor")]
    [InlineData(0, "it answers with numbers that cannot be")]
    public void ADeviceThatAnswersOtherwiseThanTheProcessor_IsGivenUp(int kept, string reason)
    {
        bool isWrong = false;
        int launch = 0;
        ICudaDriver driver = CallHook.Over(new HostDriver(emulator: new PtxEmulator(4)), (name, _) =>
            isWrong && name == "LaunchKernel" && launch++ != kept ? 0 : null);
        var session = new CudaSession(() => driver, Limits);
        session.Open();
        isWrong = true;
        IndexSnapshot snapshot = Samples.Index(Samples.Rows(new Random(6), 300)).Snapshot();
        byte[] query = Samples.Rows(new Random(7), 3);
        CudaFailedException error = Assert.Throws<CudaFailedException>(() => Find(snapshot, query, SearchDevice.Cuda, session));
        Assert.Equal((reason, reason), (error.Reason, session.Failure));
        Assert.Equal(Find(snapshot, query, SearchDevice.Cpu, session), Find(snapshot, query, SearchDevice.Auto, session));
        isWrong = false;
        Find(snapshot, query, SearchDevice.Cuda, session);
        Assert.False(session.MustCheck);
        session.Open()[0].Dispose();
    }

    /// <summary>The test of the test: whatever is taken out of the PTX or altered in it is noticed.</summary>
    [Fact]
    public void MutatedPtx_IsNoticed()
    {
        PtxMutation[] all = [.. Of(Newer), .. Of(Older)];
        Assert.InRange(all.Length, 60, 99);
        var missed = new List<string>();
        foreach (PtxMutation mutation in all.Where((_, i) => IsLong || i % 24 == 8))
        {
            (string? wrong, int problems) = (null, 0);
            for (int seed = 1; seed <= 60 && wrong is null; seed++, problems++)
            {
                wrong = new PtxProblem(seed).Run(mutation.Ptx.Contains(".target sm_80", StringComparison.Ordinal) ? 80 : 70,
                    !mutation.Name.StartsWith("nearest_dot", StringComparison.Ordinal), _ => mutation.Ptx);
            }

            output.WriteLine($"{mutation.Name}: {wrong ?? "NOT NOTICED"}, problem {problems}");
            missed.AddRange(wrong is null ? [mutation.Name] : []);
        }

        Assert.Empty(missed);

        static IEnumerable<PtxMutation> Of(string file) => PtxMutation.All(Encoding.UTF8.GetString(CudaKernels.Ptx(file)).TrimEnd('\0'));
    }

    private static Neighbour[][] Find(IndexSnapshot snapshot, byte[] query, SearchDevice device, CudaSession session) =>
        NearestSearch.Run(SearchScope.All(snapshot), query, new NearestOptions(7) { Device = device, Session = session }, default);
}
