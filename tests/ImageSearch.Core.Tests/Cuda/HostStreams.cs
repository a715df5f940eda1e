using System.Runtime.CompilerServices;

namespace ImageSearch.Tests.Cuda;

/// <summary>
/// Streams and events as CUDA orders them, and no further: what is put on a stream runs some time later, at the latest when somebody waits
/// for it. What runs earlier is drawn by chance, so code that forgets to wait goes wrong with some seed. Safe for several threads, as a
/// driver is.
/// </summary>
internal sealed class HostStreams(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<nint, Stream> _streams = [];
    private readonly Dictionary<nint, (Stream Stream, int Place)?> _events = [];
    private nint _next = 0x1000;

    public int Count => _streams.Count + _events.Count;

    [MethodImpl(MethodImplOptions.Synchronized)]
    public nint CreateStream() => Add(_streams, new Stream());

    [MethodImpl(MethodImplOptions.Synchronized)]
    public nint CreateEvent() => Add(_events, null);

    [MethodImpl(MethodImplOptions.Synchronized)]
    public bool Destroy(nint handle)
    {
        if (_streams.TryGetValue(handle, out Stream? stream))
        {
            RunUntil(stream, stream.Steps.Count);
        }

        return _streams.Remove(handle) || _events.Remove(handle);
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public bool Put(nint stream, Action work)
    {
        if (!_streams.TryGetValue(stream, out Stream? on))
        {
            return false;
        }

        on.Steps.Add(work);
        if (_random.Next(3) == 0)
        {
            Stream[] all = [.. _streams.Values];
            Stream any = all[_random.Next(all.Length)];
            RunUntil(any, Math.Min(any.Steps.Count, any.Done + _random.Next(4)));
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public bool Record(nint marker, nint stream)
    {
        if (!_events.ContainsKey(marker) || !_streams.TryGetValue(stream, out Stream? on))
        {
            return false;
        }

        _events[marker] = (on, on.Steps.Count);
        return true;
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public bool Wait(nint stream, nint marker)
    {
        if (!_events.TryGetValue(marker, out (Stream Stream, int Place)? recorded))
        {
            return false;
        }

        return recorded is not { } awaited || Put(stream, () => RunUntil(awaited.Stream, awaited.Place));
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public bool SynchronizeStream(nint stream)
    {
        bool known = _streams.TryGetValue(stream, out Stream? on);
        RunUntil(on, on?.Steps.Count ?? 0);
        return known;
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public bool SynchronizeEvent(nint marker)
    {
        bool known = _events.TryGetValue(marker, out (Stream Stream, int Place)? recorded);
        RunUntil(recorded?.Stream, recorded?.Place ?? 0);
        return known;
    }

    /// <summary>All that was put on any stream.</summary>
    [MethodImpl(MethodImplOptions.Synchronized)]
    public void SynchronizeAll()
    {
        foreach (Stream stream in _streams.Values)
        {
            RunUntil(stream, stream.Steps.Count);
        }
    }

    private static void RunUntil(Stream? stream, int place)
    {
        while (stream is not null && stream.Done < place)
        {
            stream.Steps[stream.Done++]();
        }
    }

    private nint Add<T>(Dictionary<nint, T> to, T value)
    {
        to.Add(++_next, value);
        return _next;
    }

    private sealed class Stream
    {
        public List<Action> Steps { get; } = [];

        public int Done { get; set; }
    }
}
