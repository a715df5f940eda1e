using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ImageSearch.Cluster.Tests.Shards;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>A node that shares its index with others, as a process of its own.</summary>
internal sealed class ShardedProcess : IDisposable
{
    private readonly TestCluster _cluster;
    private readonly string[] _options;
    private ServedProcess? _served;

    public ShardedProcess(TestCluster cluster, int number, int replicas, TestAuthority? authority = null)
    {
        _cluster = cluster;
        string name = string.Create(CultureInfo.InvariantCulture, $"node{number}");
        string[] tls = [];
        if (authority is not null)
        {
            (string certificate, string key, string ca) = authority.Write(cluster.At(name));
            tls = ["--node-certificate", certificate, "--node-key", key, "--node-authority", ca];
        }

        _options = ["--cluster", cluster.Connection, "--cache", cluster.At(name), "--sharded", "--node-name", name,
            "--node-address", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{PostgresServer.FreePort()}"),
            "--replicas", replicas.ToString(CultureInfo.InvariantCulture), .. tls];
    }

    public HttpClient Client => _served!.Client;

    public bool HasEnded => _served!.HasEnded;

    public void Start()
    {
        _served?.Dispose();
        _served = new ServedProcess(TestCluster.Index, _options);
    }

    public void Signal(int signal) => Signals.Send(_served!.ProcessId, signal);

    public void Kill() => _served!.Kill();

    /// <summary>SIGTERM, until it has ended by itself.</summary>
    public async Task EndAsync()
    {
        Signals.Send(_served!.ProcessId, Signals.Terminate);
        using Process process = Process.GetProcessById(_served.ProcessId);
        await process.WaitForExitAsync();
    }

    /// <summary>The generation of the index that it serves, as its API says.</summary>
    public async Task<long> GenerationAsync()
    {
        using JsonDocument told = JsonDocument.Parse(await Client.GetStringAsync($"api/v1/indexes/{TestCluster.Index}"));
        return told.RootElement.GetProperty("generation").GetInt64();
    }

    public void Dispose() => _served?.Dispose();
}
