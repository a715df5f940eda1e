using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ImageSearch.TestSupport;

namespace ImageSearch.Benchmarks.Nodes;

/// <summary>Nodes that share an index, each row on two of them, as processes on this machine.</summary>
/// <param name="database">The cluster's database.</param>
/// <param name="folder">A folder for their caches.</param>
/// <param name="count">How many.</param>
internal sealed class NodeFleet(string database, string folder, int count) : IDisposable
{
    private readonly List<ServedProcess> _nodes = [];

    public IReadOnlyList<ServedProcess> Nodes => _nodes;

    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static void Run(params string[] arguments)
    {
        using Process process = ServedProcess.Start(arguments);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(errors.Result);
        }
    }

    /// <summary>Starts them side by side.</summary>
    /// <returns>Seconds until all of them were ready, their caches filled.</returns>
    public async Task<double> StartAsync()
    {
        long start = Stopwatch.GetTimestamp();
        _nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => new ServedProcess("bench",
            "--cluster", database, "--cache", Path.Combine(folder, $"{i}"), "--sharded", "--node-name", $"node{i}", "--node-address",
            string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort()}"))))));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Waits until all serve a generation.</summary>
    public async Task UntilAsync(long generation)
    {
        foreach (ServedProcess node in _nodes)
        {
            var index = new Uri("/api/v1/indexes/bench", UriKind.Relative);
            while ((long)JsonNode.Parse(await node.Client.GetStringAsync(index))!["generation"]! < generation)
            {
                await Task.Delay(2);
            }
        }
    }

    public void Dispose() => _nodes.ForEach(n => n.Dispose());

    /// <summary>A port that nobody has.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
