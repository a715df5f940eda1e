using System.Diagnostics;
using Microsoft.AspNetCore.Connections;

namespace ImageSearch.Service.Access;

/// <summary>
/// Bounds the connections. When one comes beyond the limit, the one that has been without a request for the longest is closed: connections
/// that
/// ask for nothing keep nobody out.
/// </summary>
internal sealed class Connections(ServiceOptions options)
{
    private readonly Dictionary<string, State> _open = new(StringComparer.Ordinal);
    private long _closed;

    public int Open
    {
        get
        {
            lock (_open)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>How many were closed for others.</summary>
    public long Closed => Interlocked.Read(ref _closed);

    /// <summary>Serves a connection to its end.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ConnectionContext? closed = null;
        lock (_open)
        {
            _open[connection.ConnectionId] = new State(connection);
            if (_open.Count > options.MaxConnections)
            {
                State idle = _open.Values.Where(s => s.Requests == 0).MinBy(s => s.Since)!;
                _open.Remove(idle.Connection.ConnectionId);
                closed = idle.Connection;
                _closed++;
            }
        }

        closed?.Abort();
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            lock (_open)
            {
                _open.Remove(connection.ConnectionId);
            }
        }
    }

    /// <summary>Counts a request of a connection, which is not idle until it is disposed of.</summary>
    public IDisposable Request(string connectionId)
    {
        lock (_open)
        {
            if (_open.TryGetValue(connectionId, out State? state))
            {
                state.Requests++;
            }

            return new Busy(this, state);
        }
    }

    private sealed class State(ConnectionContext connection)
    {
        public ConnectionContext Connection { get; } = connection;

        public int Requests { get; set; }

        public long Since { get; set; } = Stopwatch.GetTimestamp();
    }

    private sealed class Busy(Connections owner, State? state) : IDisposable
    {
        public void Dispose()
        {
            if (state is not null)
            {
                lock (owner._open)
                {
                    state.Requests--;
                    state.Since = Stopwatch.GetTimestamp();
                }
            }
        }
    }
}
