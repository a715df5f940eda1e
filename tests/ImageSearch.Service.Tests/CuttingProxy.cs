using System.Net;
using System.Net.Sockets;

namespace ImageSearch.Service.Tests;

/// <summary>A network between two services that breaks off, changes bytes on their way, or lets nobody through, as it is told.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Random _random;
    private readonly Task _running;
    private readonly List<Task> _connections = [];
    private int _cuts;

    /// <param name="target">The port that connections go to.</param>
    /// <param name="seed">Of what goes wrong.</param>
    public CuttingProxy(int target, int seed)
    {
        (Target, _random) = (target, new Random(seed));
        _listener.Start();
        _running = Task.Run(AcceptAsync);
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The port that connections go to.</summary>
    public int Target { get; set; }

    /// <summary>How many of a million pieces of what the target sends end the connection in their middle.</summary>
    public int CutsOfMillion { get; set; }

    /// <summary>How many of a million have a bit that is another.</summary>
    public int FlipsOfMillion { get; set; }

    /// <summary>Whether connections are closed at once.</summary>
    public bool IsDown { get; set; }

    /// <summary>How many connections were cut.</summary>
    public int Cuts => _cuts;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var target = new TcpClient())
        {
            try
            {
                if (IsDown)
                {
                    return;
                }

                await target.ConnectAsync(IPAddress.Loopback, Target, _stop.Token);
                NetworkStream near = client.GetStream(), far = target.GetStream();
                Task sending = near.CopyToAsync(far, _stop.Token);
                await Task.WhenAny(sending, ReturnAsync(far, near));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // One of the two has gone.
            }
        }
    }

    private async Task ReturnAsync(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[1500];
        for (int read; (read = await from.ReadAsync(buffer, _stop.Token)) > 0;)
        {
            (bool cuts, bool flips, int at) = Chance(read);
            if (flips)
            {
                buffer[at] ^= 4;
            }

            await to.WriteAsync(buffer.AsMemory(0, cuts ? at : read), _stop.Token);
            if (cuts || IsDown)
            {
                Interlocked.Increment(ref _cuts);
                return;
            }
        }
    }

    private (bool Cuts, bool Flips, int At) Chance(int bytes)
    {
        lock (_random)
        {
            return (_random.Next(1_000_000) < CutsOfMillion, _random.Next(1_000_000) < FlipsOfMillion, _random.Next(bytes));
        }
    }
}
