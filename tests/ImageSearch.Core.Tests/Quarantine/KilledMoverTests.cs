using System.Diagnostics;
using ImageSearch.Quarantine;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Quarantine;

public sealed class KilledMoverTests
{
    private const int Kills = 15;

    /// <summary>Wherever a process is killed, every image is whole in one of its places, and a restore brings all back.</summary>
    [Theory]
    [InlineData("rename")]
    [InlineData("copy")]
    public async Task AMoveThatIsKilled_LosesNothing(string mode)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("photos"));
        File.WriteAllText(KilledMover.KeeperIn(folder.Path), "kept");
        foreach ((int i, string path) in KilledMover.PathsIn(folder.Path).Index())
        {
            File.WriteAllBytes(path, Contents[i]);
        }

        var random = new Random(1);
        int found = 0;
        for (int kill = 1; kill <= Kills; kill++)
        {
            ProcessStartInfo start = ProgramStart.Of(typeof(KilledMover).Assembly.Location, KilledMover.Argument, folder.Path, mode);
            start.RedirectStandardOutput = start.RedirectStandardError = true;
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string? said = await process.StandardOutput.ReadLineAsync();
            Assert.True(said == "ready", said ?? await errors);
            await Task.Delay(random.Next(200));
            Assert.True(!process.HasExited, process.HasExited ? await errors : "");
            process.Kill();
            await process.WaitForExitAsync();
            found += CountAway(folder.Path);
            if (kill % 3 == 0)
            {
                Restore(folder.Path);
            }
        }

        Restore(folder.Path);
        Assert.True(found > 0, "no kill hit anything");
    }

    private static readonly byte[][] Contents = [.. Enumerable.Range(0, KilledMover.Files).Select(image =>
    {
        var bytes = new byte[300_000 + image];
        new Random(image).NextBytes(bytes);
        return bytes;
    })];

    /// <summary>Every content is whole somewhere, whatever else lies around.</summary>
    private static int CountAway(string folder)
    {
        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        byte[][] found = [.. files.Where(f => Path.GetFileName(f) != MoveList.FileName).Select(File.ReadAllBytes)];
        Assert.All(Contents, content => Assert.Contains(found, f => f.AsSpan().SequenceEqual(content)));
        return KilledMover.PathsIn(folder).Count(p => !File.Exists(p));
    }

    private static void Restore(string folder)
    {
        // A process that was killed before its first move left no list.
        if (QuarantineFolder.Around(Path.Combine(folder, "away")) is { } away)
        {
            using QuarantineFolder quarantine = QuarantineFolder.OpenToRestore(away);
            foreach (MovedImage image in quarantine.Images)
            {
                quarantine.Restore(image, makeFolder: false);
            }
        }

        foreach ((int i, string path) in KilledMover.PathsIn(folder).Index())
        {
            Assert.Equal(Contents[i], File.ReadAllBytes(path));
        }
    }
}
