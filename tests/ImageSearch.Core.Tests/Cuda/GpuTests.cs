using ImageSearch.Cuda;
using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Tests.Index;

namespace ImageSearch.Tests.Cuda;

/// <summary>On a real device, where there is one: the processor's answers, over millions of rows. eng/gpu-tests.sh does more.</summary>
public sealed class GpuTests
{
    private static readonly CudaLimits Usual = CudaLimits.FromEnvironment();

    [GpuFact]
    public void Neighbours_AreThoseOfTheProcessor_OverTwoMillionRows()
    {
        var random = new Random(1);
        ImageIndex index = Samples.Index([.. Enumerable.Range(0, 32).Select(i => Rows(random, 65_536))]);
        index.Remove(9);
        byte[] query = Rows(random, 300);
        foreach (int k in (int[])[1, 5, 128, 1000])
        {
            Neighbour[][] expected = Find(index, query, k, SearchDevice.Cpu, Usual);
            Assert.Equal(expected, Find(index, query, k, SearchDevice.Cuda, Usual));

            // Room for three pages: most pass through.
            Assert.Equal(expected, Find(index, query, k, SearchDevice.Cuda,
                Usual with { PageRows = 1 << 18, RowBytes = DevicePage.Bytes(1 << 18) * 3 }));
        }
    }

    [GpuFact]
    public void TiesGoToTheLowerRow()
    {
        ImageIndex index = Samples.Index([.. Enumerable.Range(0, 5).Select(_ => new byte[30_000 * 128])]);
        Neighbour[] found = Find(index, new byte[128], 1000, SearchDevice.Cuda, Usual)[0];
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => new Neighbour(i, 0)), found);
    }

    private static Neighbour[][] Find(ImageIndex index, byte[] query, int k, SearchDevice device, CudaLimits limits)
    {
        var session = new CudaSession(NativeCudaDriver.Load, limits);
        Neighbour[][] found = NearestSearch.Run(SearchScope.All(index.Snapshot()), query,
            new NearestOptions(k) { Device = device, Session = session }, default);
        if (device == SearchDevice.Cuda)
        {
            session.Open().ToList().ForEach(e => e.Dispose());
        }

        return found;
    }

    private static byte[] Rows(Random random, int rows)
    {
        var bytes = new byte[rows * 128];
        random.NextBytes(bytes);
        return bytes;
    }
}
