using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ImageSearch.Cluster.Tests.Shards;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>A node as a process of its own, which can be killed, stopped and started again.</summary>
/// <param name="cluster">Its cluster.</param>
/// <param name="name">The name of its cache.</param>
/// <param name="always">What it is told at each start.</param>
internal sealed class NodeProcess(TestCluster cluster, string name, params string[] always) : IDisposable
{
    private ServedProcess? _served;

    public HttpClient Client => _served!.Client;

    /// <summary>The command that it is from its next start on.</summary>
    public string Command { get; set; } = ProgramStart.Command;

    /// <summary>Variables that it is started with.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasEnded => _served!.HasEnded;

    /// <summary>A node that shares the index with others.</summary>
    public static NodeProcess Sharded(TestCluster cluster, int number, int replicas, TestAuthority? authority = null)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"node{number}");
        string[] tls = [];
        if (authority is not null)
        {
            (string certificate, string key, string ca) = authority.Write(cluster.At(name));
            tls = ["--node-certificate", certificate, "--node-key", key, "--node-authority", ca];
        }

        return new NodeProcess(cluster, name, ["--sharded", "--node-name", name, "--node-address",
            string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{PostgresServer.FreePort()}"),
            "--replicas", replicas.ToString(CultureInfo.InvariantCulture), .. tls]);
    }

    public void Start(params string[] options)
    {
        _served?.Dispose();
        ProcessStartInfo start = ProgramStart.Of(Command, ["serve", TestCluster.Index, "--cluster", cluster.Connection,
            "--cache", cluster.At(name), .. always, .. options, "--urls", "http://127.0.0.1:0"]);
        foreach ((string variable, string value) in Environment)
        {
            start.Environment[variable] = value;
        }

        _served = new ServedProcess(start);
    }

    /// <summary>SIGSTOP, and SIGCONT.</summary>
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
