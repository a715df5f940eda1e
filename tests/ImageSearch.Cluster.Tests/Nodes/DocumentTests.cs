using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>The lines of docs/cluster.md, from a PostgreSQL to three nodes, as somebody types them.</summary>
[Collection(PostgresGroup.Name)]
public sealed partial class DocumentTests(PostgresServer server)
{
    [PostgresFact]
    public async Task TenLines_LeadToThreeNodes()
    {
        using var folder = new TemporaryFolder();
        string document = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "cluster.md"));
        string[] lines = Block().Match(document).Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(10, lines.Length);
        int[] ports = [PostgresServer.FreePort(), PostgresServer.FreePort(), PostgresServer.FreePort()];
        string script = string.Join('\n', lines)
            .Replace("sudo -u postgres psql", $"{Path.Combine(PostgresServer.Programs!, "psql")} -q {server.SuperUserOfPsql}",
                StringComparison.Ordinal)
            .Replace("Host=127.0.0.1", $"Host=127.0.0.1;Port={server.Port}", StringComparison.Ordinal)
            .Replace("/srv/imagesearch", folder.At("srv"), StringComparison.Ordinal)
            .Replace("/var/cache/imagesearch", folder.At("cache"), StringComparison.Ordinal)
            .Replace("@query.jpg", "@" + Path.Combine(TestData.Copies, "Bridge_by_Sander_Klootwijk__crop50.jpg"), StringComparison.Ordinal);
        for (int i = 0; i < ports.Length; i++)
        {
            script = script.Replace($"508{i + 1}", ports[i].ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        MakePhotographs(folder.At("photographs"));
        (string output, string errors) = await RunAsync(folder.Path, script);
        using JsonDocument answer = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..output.LastIndexOf('}')]
            + "}");
        JsonElement match = answer.RootElement.GetProperty("matches")[0];
        Assert.True(match.GetProperty("relation").GetString() == "Cropped", output + errors);
    }

    private static void MakePhotographs(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string start in new[] { "Bridge", "Dragonfly", "Fossa" })
        {
            string photo = TestData.Photo(start);
            File.Copy(photo, Path.Combine(folder, Path.GetFileName(photo)));
        }
    }

    /// <summary>Runs lines in a shell, in which imagesearch is the command that was built; ends what they started.</summary>
    private static async Task<(string Output, string Errors)> RunAsync(string folder, string lines)
    {
        // A program, not a function: what is ended is then the command itself.
        string programs = Directory.CreateDirectory(Path.Combine(folder, "programs")).FullName,
            command = Path.Combine(programs, "imagesearch");
        File.WriteAllText(command, $"#!/bin/sh\nexec dotnet exec '{Path.Combine(AppContext.BaseDirectory, "imagesearch.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        string script = $"set -e\nPATH='{programs}':$PATH\ntrap 'kill $(jobs -p); wait' EXIT\n{lines}\n";
        using Process shell = Process.Start(new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = shell.StandardOutput.ReadToEndAsync(), errors = shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return (await output, await errors);
    }

    [GeneratedRegex("## Three nodes.*?```sh\n(?<lines>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
