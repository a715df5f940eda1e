using System.Diagnostics;
using System.Text.Json;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>A node as a process of its own, which can be killed, stopped and started again.</summary>
internal sealed class NodeProcess(TestCluster cluster, string name) : IDisposable
{
    private ServedProcess? _served;

    public HttpClient Client => _served!.Client;

    public void Start(params string[] options) => _served = new ServedProcess(
        TestCluster.Index, ["--cluster", cluster.Connection, "--cache", cluster.At(name), .. options]);

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
