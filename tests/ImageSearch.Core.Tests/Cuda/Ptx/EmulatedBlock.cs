using System.Runtime.InteropServices;

namespace ImageSearch.Tests.Cuda.Ptx;

/// <summary>
/// A block of threads with its shared memory, as the translated kernels see it: every use of memory goes through here and is watched. What
/// is wrong is noted, and not done.
/// </summary>
public sealed unsafe class EmulatedBlock : IDisposable
{
    /// <summary>Where shared memory and the parameter lie, in addresses of their own.</summary>
    public const int SharedStart = 1024, ParameterStart = 0x210;

    private const int WarpThreads = 32;

    private readonly PtxEmulator _emulator;
    private readonly EmulatedKernel _kernel;
    private readonly MemoryBlock _sharedWords;
    private readonly byte* _shared;
    private byte[] _parameter = [];
    private MemoryBlock? _last;
    private int _epoch;
    private int _run;

    internal EmulatedBlock(PtxEmulator emulator, EmulatedKernel kernel)
    {
        (_emulator, _kernel) = (emulator, kernel);
        _sharedWords = new MemoryBlock(SharedStart, kernel.Ptx.SharedBytes);
        _shared = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(16, kernel.Ptx.SharedBytes), 16);
        Threads = [.. Enumerable.Range(0, kernel.Ptx.Threads).Select(i => new EmulatedThread(i,
            kernel.Ptx.Registers.GetValueOrDefault("r"), kernel.Ptx.Registers.GetValueOrDefault("rd"),
            kernel.Ptx.Registers.GetValueOrDefault("p")))];
    }

    /// <summary>Its place in the grid.</summary>
    public int X { get; private set; }

    /// <inheritdoc cref="X"/>
    public int Y { get; private set; }

    internal EmulatedThread[] Threads { get; }

    /// <summary>Its number within the launch.</summary>
    private int Number { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(Threads, t => t.Dispose());
        NativeMemory.AlignedFree(_shared);
    }

    /// <summary>c plus the products of four unsigned bytes each.</summary>
    public static uint Dot4(uint a, uint b, uint c) =>
        c + ((a & 255) * (b & 255)) + ((a >> 8 & 255) * (b >> 8 & 255)) + ((a >> 16 & 255) * (b >> 16 & 255)) + ((a >> 24) * (b >> 24));

    /// <summary>So many bits from a place on.</summary>
    public static uint Bits(uint from, uint at, uint count) =>
        Right(from, at & 255) & ((count & 255) > 31 ? uint.MaxValue : (1u << (int)(count & 255)) - 1);

    /// <summary>Shifts, in which all bits may be lost.</summary>
    public static uint Left(uint value, uint by) => by > 31 ? 0 : value << (int)by;

    /// <inheritdoc cref="Left(uint, uint)"/>
    public static ulong Left(ulong value, uint by) => by > 63 ? 0 : value << (int)by;

    /// <inheritdoc cref="Left(uint, uint)"/>
    public static uint Right(uint value, uint by) => by > 31 ? 0 : value >> (int)by;

    /// <inheritdoc cref="Left(uint, uint)"/>
    public static ulong Right(ulong value, uint by) => by > 63 ? 0 : value >> (int)by;

    /// <inheritdoc cref="Left(uint, uint)"/>
    public static int Right(int value, uint by) => value >> (int)Math.Min(31, by);

    /// <inheritdoc cref="Left(uint, uint)"/>
    public static long Right(long value, uint by) => value >> (int)Math.Min(63, by);

    public uint LoadParam32(EmulatedThread t, ulong at) => ParameterHas(t, at, sizeof(uint))
        ? MemoryMarshal.Read<uint>(_parameter.AsSpan((int)at - ParameterStart)) : 0;

    public ulong LoadParam64(EmulatedThread t, ulong at) => ParameterHas(t, at, sizeof(ulong))
        ? MemoryMarshal.Read<ulong>(_parameter.AsSpan((int)at - ParameterStart)) : 0;

    public uint LoadGlobal32(EmulatedThread t, ulong at) => Global(t, at, sizeof(uint), Access.Read) ? *(uint*)at : 0;

    public ulong LoadGlobal64(EmulatedThread t, ulong at) => Global(t, at, sizeof(ulong), Access.Read) ? *(ulong*)at : 0;

    public ulong LoadRelaxed64(EmulatedThread t, ulong at) => Global(t, at, sizeof(ulong), Access.Atomic) ? *(ulong*)at : 0;

    public void LoadGlobal4(EmulatedThread t, ulong at, uint* registers, int a, int b, int c, int d) =>
        Take(Global(t, at, 4 * sizeof(uint), Access.Read) ? (uint*)at : null, registers, a, b, c, d);

    public void StoreGlobal32(EmulatedThread t, ulong at, uint value)
    {
        if (Global(t, at, sizeof(uint), Access.Write))
        {
            *(uint*)at = value;
        }
    }

    public void StoreGlobal64(EmulatedThread t, ulong at, ulong value)
    {
        if (Global(t, at, sizeof(ulong), Access.Write))
        {
            *(ulong*)at = value;
        }
    }

    public void LessenGlobal(EmulatedThread t, ulong at, ulong value)
    {
        if (Global(t, at, sizeof(ulong), Access.Atomic))
        {
            *(ulong*)at = Math.Min(*(ulong*)at, value);
        }
    }

    public uint LoadShared32(EmulatedThread t, ulong at) => Shared(t, at, sizeof(uint), Access.Read) is var p && p != null ? *(uint*)p : 0;

    public ulong LoadShared64(EmulatedThread t, ulong at) =>
        Shared(t, at, sizeof(ulong), Access.Read) is var p && p != null ? *(ulong*)p : 0;

    public void LoadShared4(EmulatedThread t, ulong at, uint* registers, int a, int b, int c, int d) =>
        Take((uint*)Shared(t, at, 4 * sizeof(uint), Access.Read), registers, a, b, c, d);

    public void StoreShared32(EmulatedThread t, ulong at, uint value) => Put(Shared(t, at, sizeof(uint), Access.Write), value);

    public void RaiseShared32(EmulatedThread t, ulong at, uint value) => Put(Shared(t, at, sizeof(uint), Access.Raise), value);

    public void StoreShared64(EmulatedThread t, ulong at, ulong value)
    {
        void* p = Shared(t, at, sizeof(ulong), Access.Write);
        if (p != null)
        {
            *(ulong*)p = value;
        }
    }

    public void StoreShared4(EmulatedThread t, ulong at, uint a, uint b, uint c, uint d)
    {
        uint* p = (uint*)Shared(t, at, 4 * sizeof(uint), Access.Write);
        if (p != null)
        {
            (p[0], p[1], p[2], p[3]) = (a, b, c, d);
        }
    }

    public uint AddShared(EmulatedThread t, ulong at, uint more)
    {
        uint* p = (uint*)Shared(t, at, sizeof(uint), Access.Atomic);
        uint was = p == null ? 0 : *p;
        Put(p, was + more);
        return was;
    }

    /// <summary>To its beginning, with garbage in shared memory.</summary>
    internal void Begin(int x, int y, int number, byte[] parameter, Random random)
    {
        (X, Y, Number, _parameter, _epoch, _last) = (x, y, number, parameter, 1, null);
        _run = _emulator.NextRun();
        _sharedWords.Forget();
        new Span<byte>(_shared, _kernel.Ptx.SharedBytes).Fill((byte)random.Next());
        byte garbage = (byte)(random.Next() | 1);
        Array.ForEach(Threads, t => t.Begin(garbage));
    }

    /// <summary>Runs all threads up to the next barrier, warp by warp in an order drawn by chance. Whether they have ended.</summary>
    internal bool RunToBarrier(Random random)
    {
        int[] warps = [.. Enumerable.Range(0, Threads.Length / WarpThreads)];
        random.Shuffle(warps);
        foreach (int warp in warps)
        {
            RunWarp(Threads.AsSpan(warp * WarpThreads, WarpThreads), random);
        }

        int ended = Threads.Count(t => t.State == EmulatedThread.Ended);
        if (ended > 0 && ended < Threads.Length)
        {
            Complain("some threads have ended, others wait at a barrier");
        }
        else if (Array.Exists(Threads, t => t.Stop != Threads[0].Stop))
        {
            Complain("threads wait at different barriers");
        }

        _epoch++;
        Array.ForEach(Threads, t => t.State = t.State == EmulatedThread.AtBarrier ? EmulatedThread.Running : t.State);
        return ended > 0;
    }

    private void RunWarp(ReadOnlySpan<EmulatedThread> warp, Random random)
    {
        int start = random.Next(WarpThreads), step = (random.Next(WarpThreads / 2) * 2) + 1;
        for (; ; )
        {
            int products = 0, stop = 0;
            for (int i = 0; i < WarpThreads; i++)
            {
                EmulatedThread thread = warp[(start + (i * step)) % WarpThreads];
                if (thread.State == EmulatedThread.Running)
                {
                    thread.State = _kernel.Run(thread, this);
                }

                if (thread.State == EmulatedThread.AtProduct)
                {
                    bool isOther = products++ > 0 && stop != thread.Stop;
                    stop = thread.Stop;
                    if (isOther)
                    {
                        Complain("threads of a warp are at different products");
                    }
                }
            }

            if (products == 0)
            {
                return;
            }

            if (products < WarpThreads)
            {
                Complain("a product lacks threads of its warp");
            }

            WarpProduct.Compute(_kernel.Products[stop], warp);
            foreach (EmulatedThread thread in warp)
            {
                thread.State = EmulatedThread.Running;
            }
        }
    }

    private bool ParameterHas(EmulatedThread t, ulong at, int bytes)
    {
        bool has = at >= ParameterStart && at + (ulong)bytes <= ParameterStart + (ulong)_parameter.Length && at % (ulong)bytes == 0;
        if (!has)
        {
            Fault(t, "reads beyond its parameter", at);
        }

        return has;
    }

    private bool Global(EmulatedThread t, ulong at, int bytes, Access kind)
    {
        if (_last?.Has(at, bytes) != true)
        {
            _last = _emulator.Memory.Find(at, bytes);
        }

        string? wrong = _last is null ? "uses memory that is not the device's" : at % (ulong)bytes != 0 ? "is not aligned" : null;
        bool can = wrong is null;
        wrong ??= _last!.Note(at, bytes, kind, _emulator.LaunchNumber, Number, _epoch, t.Index);
        if (wrong is not null)
        {
            Fault(t, wrong, at);
        }

        return can;
    }

    private void* Shared(EmulatedThread t, ulong at, int bytes, Access kind)
    {
        string? wrong = !_sharedWords.Has(at, bytes) ? "uses shared memory that is not there"
            : at % (ulong)bytes != 0 ? "is not aligned" : null;
        bool can = wrong is null;
        wrong ??= _sharedWords.Note(at, bytes, kind, _run, 0, _epoch, t.Index);
        if (wrong is not null)
        {
            Fault(t, wrong, at);
        }

        return can ? _shared + (at - SharedStart) : null;
    }

    private static void Put(void* p, uint value)
    {
        if (p != null)
        {
            *(uint*)p = value;
        }
    }

    private static void Take(uint* p, uint* registers, int a, int b, int c, int d)
    {
        if (p != null)
        {
            (registers[a], registers[b], registers[c], registers[d]) = (p[0], p[1], p[2], p[3]);
        }
    }

    private void Fault(EmulatedThread t, string what, ulong at) =>
        _emulator.Complain($"{_kernel.Ptx.Name}, block {X}, {Y}, thread {t.Index} past stop {t.Stop}: {what} (at {at})");

    private void Complain(string what) => _emulator.Complain($"{_kernel.Ptx.Name}, block {X}, {Y}: {what}");
}
