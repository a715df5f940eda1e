using System.Runtime.InteropServices;

namespace ImageSearch.Tests.Cuda.Ptx;

/// <summary>
/// Runs the PTX that a device is given, thread by thread, blocks interleaved in an order drawn by chance. Bounds, alignment, words that
/// were never written, races in shared and in global memory, and threads that miss a barrier are found. It is no GPU: its memory has one
/// order, and NVIDIA's own compiler has no part in it.
/// </summary>
internal sealed class PtxEmulator(int seed)
{
    private const int LiveBlocks = 3, MostFaults = 20;

    private readonly Random _random = new(seed);
    private readonly List<string> _faults = [];
    private IReadOnlyDictionary<string, EmulatedKernel> _kernels = new Dictionary<string, EmulatedKernel>();
    private int _runs;

    /// <summary>What went wrong.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The device's memory in a launch.</summary>
    public HostMemory Memory { get; private set; } = new(0);

    /// <summary>The number of a launch.</summary>
    public int LaunchNumber { get; private set; }

    /// <summary>Takes a text.</summary>
    public void Load(string ptx) => _kernels = PtxCompiler.Compile(ptx);

    /// <summary>Runs a kernel over a grid. A device that has gone wrong does no more.</summary>
    public void Launch(string name, int across, int down, int threads, nint parameter, HostMemory memory)
    {
        EmulatedKernel kernel = _kernels[name];
        Assert.Equal(kernel.Ptx.Threads, threads);
        Memory = memory;
        LaunchNumber++;
        var bytes = new byte[kernel.Ptx.ParameterBytes];
        Marshal.Copy(parameter, bytes, 0, bytes.Length);
        int[] order = [.. Enumerable.Range(0, across * down)];
        _random.Shuffle(order);
        EmulatedBlock[] blocks = [.. Enumerable.Range(0, Math.Min(LiveBlocks, order.Length)).Select(_ => new EmulatedBlock(this, kernel))];
        var live = new List<EmulatedBlock>();
        var idle = new Stack<EmulatedBlock>(blocks);
        for (int next = 0; (next < order.Length || live.Count > 0) && _faults.Count < MostFaults;)
        {
            while (next < order.Length && idle.TryPop(out EmulatedBlock? block))
            {
                int number = order[next++];
                block.Begin(number % across, number / across, number, bytes, _random);
                live.Add(block);
            }

            EmulatedBlock any = live[_random.Next(live.Count)];
            if (any.RunToBarrier(_random))
            {
                live.Remove(any);
                idle.Push(any);
            }
        }

        Array.ForEach(blocks, b => b.Dispose());
    }

    /// <summary>A number that no block had before.</summary>
    public int NextRun() => ++_runs;

    /// <summary>Something is wrong.</summary>
    public void Complain(string what) => _faults.Add(what);
}
