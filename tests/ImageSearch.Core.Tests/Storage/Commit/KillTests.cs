using System.Diagnostics;
using System.Globalization;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Repair;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Storage.Commit;

public sealed class KillTests
{
    private const int Kills = 40;
    private const int LongestMilliseconds = 250;

    /// <summary>
    /// A writer is killed (SIGKILL on Unix) at random moments; after each, the file opens, is sound, and holds what was committed. One file
    /// goes through all of it. IMAGESEARCH_KILLS says how often, IMAGESEARCH_KILL_MILLISECONDS how long a writer lives at most.
    /// </summary>
    [Fact]
    public async Task AWriterThatIsKilled_LosesNothingThatItCommitted()
    {
        using var folder = new TemporaryFolder();
        string path = folder.At("a.imgidx");
        int kills = Asked("IMAGESEARCH_KILLS") ?? Kills, longest = Asked("IMAGESEARCH_KILL_MILLISECONDS") ?? LongestMilliseconds;
        var random = new Random(1);
        int commits = 0;
        for (int kill = 1; kill <= kills; kill++)
        {
            ProcessStartInfo start = ProgramStart.Of(typeof(KillTests).Assembly.Location, path, $"{kill}");
            start.RedirectStandardOutput = true;
            using Process process = Process.Start(start)!;
            Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            await Task.Delay(random.Next(longest));
            process.Kill();
            await process.WaitForExitAsync();
            string[] said = [.. (await output).Split(Environment.NewLine).Where(l => l.EndsWith(KilledWriter.End))];
            commits += said.Length;
            if (said.Length > 0 || File.Exists(path))
            {
                Check(path, said.LastOrDefault(), $"kill {kill}");
            }
        }

        Assert.True(commits > kills / 2, $"only {commits} commits");
    }

    private static int? Asked(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int asked) ? asked : null;

    /// <summary>What was said last is there, or a later commit that was not said any more.</summary>
    private static void Check(string path, string? said, string when)
    {
        ImageIndex index = IndexFile.Open(path);
        IndexReport report = IndexCheck.Run(path);
        Assert.True(report.Problems.All(p => p.Part == "Header"), $"{when}: {string.Join('\n', report.Problems)}");
        string state = KilledWriter.StateOf(index);
        Assert.True(said is null || state == said || long.Parse(said.Split(' ')[0], CultureInfo.InvariantCulture) < index.Generation,
            $"{when}: {said} | {state}");
        Assert.All(index.GetImages(), i => Assert.Equal(KilledWriter.RowsOf(i.Path), index.Snapshot().GetFeatures(i.Id).Descriptors));
    }
}
