using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ImageSearch.Service.Searching;

/// <summary>
/// The bytes of one body, outside of the managed heap: they grow with what has come, not with what was announced, and go back to the system
/// as
/// soon as the request is done.
/// </summary>
internal sealed unsafe class ReceivedBody : IDisposable
{
    private const int FirstBytes = 1 << 16;

    private readonly BodyRoom _room;
    private readonly CancellationTokenSource _end = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private byte* _bytes;
    private long _capacity;
    private bool _isDisposed;

    public ReceivedBody(BodyRoom room) => _room = room;

    ~ReceivedBody() => NativeMemory.Free(_bytes);

    /// <summary>How much has come.</summary>
    public int Length { get; private set; }

    /// <summary>How much of its room's bytes are counted as its own; the room's business, under its lock.</summary>
    public long Taken { get; set; }

    /// <summary>What has come; valid until this is disposed.</summary>
    public ReadOnlySpan<byte> Bytes => new(_bytes, Length);

    /// <summary>What a file of a form was called; else empty.</summary>
    public string FileName { get; set; } = "";

    /// <summary>How long it has been coming.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>How fast it came up to now.</summary>
    public double BytesPerSecond => Length / Math.Max(0.001, Elapsed.TotalSeconds);

    /// <summary>Whether it was ended, since others need its room.</summary>
    public bool IsEnded => _end.IsCancellationRequested;

    /// <summary>Cancelled when it is ended.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>Adds what came.</summary>
    /// <exception cref="Problems.ServiceException">There is no room for it.</exception>
    public void Append(ReadOnlySpan<byte> more)
    {
        _room.Take(this, more.Length);
        if (Length + more.Length > _capacity)
        {
            _capacity = Math.Max(Length + more.Length, Math.Max(FirstBytes, _capacity * 3 / 2));
            _bytes = (byte*)NativeMemory.Realloc(_bytes, (nuint)_capacity);
        }

        more.CopyTo(new Span<byte>(_bytes + Length, more.Length));
        Length += more.Length;
    }

    /// <summary>A copy, for whoever changes it.</summary>
    public ImageBuffer CopyTo(ImageBuffers buffers) => buffers.Copy(Bytes);

    /// <summary>Ends it; whoever reads it learns of it on another thread.</summary>
    public void End() => _ = _end.CancelAsync();

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            NativeMemory.Free(_bytes);
            _bytes = null;
            _room.Leave(this);
            GC.SuppressFinalize(this);
        }
    }
}
