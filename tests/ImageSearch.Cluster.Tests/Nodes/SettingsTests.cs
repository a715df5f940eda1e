using System.Diagnostics;
using System.Text.Json;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>A node that is told everything by a file of settings, as the units and manifests of deploy/cluster tell it.</summary>
[Collection(PostgresGroup.Name)]
public sealed class SettingsTests(PostgresServer server)
{
    [PostgresFact]
    public async Task ANode_IsOneByItsSettings_AndItsLogHasNoSecret()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();

        // The server of the tests takes whatever password there is.
        File.WriteAllText(cluster.At("cluster"), $"{cluster.Connection};Password=hush-hush\n");
        string settings = cluster.At("settings.json");
        File.WriteAllText(settings, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["indexes"] = new[] { TestCluster.Index },
            ["cluster"] = true,
            ["cluster-file"] = cluster.At("cluster"),
            ["cache"] = cluster.At("cache"),
            ["urls"] = new[] { "http://127.0.0.1:0" },
        }));
        using Process status = ServedProcess.Start("cluster", "status", "--json", "--config", settings);
        status.StandardInput.Close();
        Assert.Contains("\"photos\"", await status.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
        using Process node = ServedProcess.Start("serve", "--config", settings);
        try
        {
            Task<string> log = node.StandardError.ReadToEndAsync();
            string url = (await node.StandardOutput.ReadLineAsync())!["Listening on ".Length..];
            using var client = new HttpClient { BaseAddress = new Uri(url) };
            Assert.Equal("ready", await client.GetStringAsync("health/ready"));
            Signals.Send(node.Id, Signals.Terminate);
            await node.WaitForExitAsync();
            Assert.Equal(0, node.ExitCode);
            string lines = await log;
            Assert.Contains("is prepared, 20 images", lines, StringComparison.Ordinal);
            Assert.DoesNotContain("hush", lines, StringComparison.Ordinal);
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill();
            }
        }
    }
}
