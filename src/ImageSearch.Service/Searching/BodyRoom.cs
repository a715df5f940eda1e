using ImageSearch.Service.Problems;

namespace ImageSearch.Service.Searching;

/// <summary>
/// Bounds the bodies in memory: how many are read at once, and the bytes of all that were read and are not done with. Where either runs
/// out, the
/// slowest body that has had its grace is ended with 408, so that clients who send slowly keep nobody out; where there is none, who comes
/// is
/// told to come again (docs/decisions/0045).
/// </summary>
internal sealed class BodyRoom(ServiceOptions options)
{
    private readonly Lock _lock = new();
    private readonly HashSet<ReceivedBody> _reading = [];
    private long _bytes;
    private long _endedBytes;
    private long _refused;
    private long _passed;

    /// <summary>How many bodies are read now.</summary>
    public int Reading => Locked(() => _reading.Count);

    /// <summary>Bytes of all bodies in memory.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How many bodies were ended or refused for want of room.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Bytes that came since the start.</summary>
    public long Passed => Interlocked.Read(ref _passed);

    /// <summary>Begins a body; dispose it when its request is done.</summary>
    /// <exception cref="ServiceException">As many as may are read already, and none of them is slow.</exception>
    public ReceivedBody Enter()
    {
        var body = new ReceivedBody(this);
        lock (_lock)
        {
            if (_reading.Count >= options.ConcurrentBodies && !EndSlowest(null))
            {
                body.Dispose();
                throw Refuse();
            }

            _reading.Add(body);
        }

        return body;
    }

    /// <summary>A body has come whole: it keeps its bytes, and is ended no more.</summary>
    public void Complete(ReceivedBody body)
    {
        lock (_lock)
        {
            _reading.Remove(body);
        }
    }

    /// <summary>Ends the bodies that are still being read after a while, since the service stops.</summary>
    public void EndAll(TimeSpan after) => _ = Task.Delay(after).ContinueWith(
        _ =>
        {
            lock (_lock)
            {
                while (_reading.FirstOrDefault() is { } body)
                {
                    End(body);
                }
            }
        },
        TaskScheduler.Default);

    /// <summary>Takes room for bytes that came.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public void Take(ReceivedBody body, int bytes)
    {
        lock (_lock)
        {
            if (_bytes - _endedBytes + bytes > options.BodyMemoryBytes && !EndSlowest(body))
            {
                throw Refuse();
            }

            _bytes += bytes;
            _passed += bytes;
            body.Taken += bytes;
            _endedBytes += body.IsEnded ? bytes : 0;
        }
    }

    /// <summary>Gives back what a body took.</summary>
    public void Leave(ReceivedBody body)
    {
        lock (_lock)
        {
            _reading.Remove(body);
            _bytes -= body.Taken;
            _endedBytes -= body.IsEnded ? body.Taken : 0;
        }
    }

    /// <summary>Ends the slowest of those that have been coming for longer than their grace; false if there is none.</summary>
    private bool EndSlowest(ReceivedBody? but)
    {
        ReceivedBody? slowest = _reading.Where(b => b != but && b.Elapsed > options.BodyGrace).MinBy(b => b.BytesPerSecond);
        if (slowest is null)
        {
            return false;
        }

        End(slowest);
        _refused++;
        return true;
    }

    /// <summary>Its bytes go as its request unwinds; until then they are not counted against others.</summary>
    private void End(ReceivedBody body)
    {
        _reading.Remove(body);
        _endedBytes += body.Taken;
        body.End();
    }

    private ServiceException Refuse()
    {
        Interlocked.Increment(ref _refused);
        return new ServiceException(429, "TooBusy",
            "The bodies of other requests take all memory that this server has for them (--body-memory-megabytes); come again.");
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
