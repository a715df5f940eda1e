using System.Net.Sockets;
using System.Text;

namespace ImageSearch.Service.Tests;

/// <summary>Clients that send bodies at some 300 bytes a second.</summary>
internal sealed class SlowClients : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<TcpClient> _clients = [];
    private readonly List<Task<string>> _answers = [];

    public static async Task<SlowClients> StartAsync(Uri url, string route, int count, int firstBytes = 100, int announced = 10_000_000)
    {
        var slow = new SlowClients();
        for (int i = 0; i < count; i++)
        {
            var client = new TcpClient();
            slow._clients.Add(client);
            await client.ConnectAsync(url.Host, url.Port);
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(
                $"POST {route} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {announced}\r\n"
                + $"Connection: close\r\n\r\n{new string('x', firstBytes)}"));
            slow._answers.Add(slow.ReadAsync(client.GetStream()));
            if (announced - firstBytes > 1_000_000)
            {
                _ = slow.TrickleAsync(client.GetStream());
            }
        }

        return slow;
    }

    /// <summary>The first line of whichever answer comes first.</summary>
    public async Task<string> FirstAnswerAsync() => await (await Task.WhenAny(_answers).WaitAsync(TimeSpan.FromSeconds(30)));

    public void Dispose()
    {
        _end.Cancel();
        _clients.ForEach(c => c.Dispose());
    }

    /// <summary>All along: what is not read before the connection breaks is lost.</summary>
    private async Task<string> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        return await reader.ReadLineAsync(_end.Token) ?? "";
    }

    private async Task TrickleAsync(NetworkStream stream)
    {
        try
        {
            while (true)
            {
                await Task.Delay(100, _end.Token);
                await stream.WriteAsync(new byte[30], _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The test is over, or the server had enough.
        }
    }
}
