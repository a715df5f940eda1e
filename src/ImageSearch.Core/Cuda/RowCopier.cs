namespace ImageSearch.Cuda;

/// <summary>
/// Copies rows from the host to the device, through two pinned buffers: while the device copies from one, the other is filled.
/// </summary>
internal sealed unsafe class RowCopier : IDisposable
{
    private readonly CudaContext _context;
    private readonly int _bytes;
    private readonly CudaHandle[] _staging = new CudaHandle[2];
    private readonly CudaHandle[] _copied = new CudaHandle[2];
    private readonly bool[] _used = new bool[2];
    private int _next;

    /// <exception cref="CudaFailedException">There is no memory.</exception>
    public RowCopier(CudaContext context, int stagingBytes)
    {
        _context = context;
        _bytes = stagingBytes;
        try
        {
            for (int i = 0; i < 2; i++)
            {
                _copied[i] = context.CreateEvent();
                _staging[i] = context.AllocatePinned(stagingBytes);
            }
        }
        catch (CudaFailedException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Copies rows by their numbers. They may be on their way when this returns; what is done on the stream afterwards sees
    /// them.</summary>
    public void Rows(IReadOnlyList<RowRun> runs, long first, int count, nint to, CudaHandle stream, CancellationToken cancel)
    {
        int run = 0;
        long runFirst = 0;
        while (count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            byte* buffer = Free();
            int rows = Math.Min(count, _bytes / KernelShape.RowBytes), done = 0;
            while (done < rows)
            {
                while (runFirst + runs[run].Rows <= first + done)
                {
                    runFirst += runs[run++].Rows;
                }

                long within = first + done - runFirst;
                int some = (int)Math.Min(rows - done, runs[run].Rows - within);
                long bytes = (long)some * KernelShape.RowBytes;
                Buffer.MemoryCopy((byte*)runs[run].Start + (within * KernelShape.RowBytes), buffer + ((long)done * KernelShape.RowBytes),
                    bytes, bytes);
                done += some;
            }

            Send(to, (long)rows * KernelShape.RowBytes, stream);
            to += rows * (nint)KernelShape.RowBytes;
            first += rows;
            count -= rows;
        }
    }

    /// <summary>Copies bits.</summary>
    public void Bits(ReadOnlySpan<uint> bits, nint to, CudaHandle stream)
    {
        int words = _bytes / sizeof(uint);
        for (int at = 0; at < bits.Length; at += words)
        {
            ReadOnlySpan<uint> some = bits.Slice(at, Math.Min(words, bits.Length - at));
            some.CopyTo(new Span<uint>(Free(), some.Length));
            Send(to + (at * (nint)sizeof(uint)), some.Length * (long)sizeof(uint), stream);
        }
    }

    /// <summary>Forgets what is on its way, which nobody waits for any more.</summary>
    public void Forget() => Array.Clear(_used);

    public void Dispose()
    {
        foreach (CudaHandle? handle in (CudaHandle?[])[.. _staging, .. _copied])
        {
            handle?.Dispose();
        }
    }

    private byte* Free()
    {
        if (_used[_next])
        {
            _context.Check(_context.Driver.EventSynchronize(_copied[_next].Value), "cuEventSynchronize");
        }

        return (byte*)_staging[_next].Value;
    }

    private void Send(nint to, long bytes, CudaHandle stream)
    {
        _context.Check(_context.Driver.MemcpyHtoDAsync(to, _staging[_next].Value, (nuint)bytes, stream.Value), "cuMemcpyHtoDAsync");
        _context.Check(_context.Driver.EventRecord(_copied[_next].Value, stream.Value), "cuEventRecord");
        _used[_next] = true;
        _next = 1 - _next;
    }
}
