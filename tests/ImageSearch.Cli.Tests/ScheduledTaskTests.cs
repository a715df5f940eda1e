using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Storage.Commit;
using ImageSearch.TestSupport;

namespace ImageSearch.Cli.Tests;

/// <summary>The commands of an index file's life, as a scheduled task runs them: no console, and an environment that has next to
/// nothing.</summary>
public sealed class ScheduledTaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Index => _folder.At("photos.imgidx");

    private string Photos => Directory.CreateDirectory(_folder.At("photos ünïcødé")).FullName;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Update_FollowsTheFolder_NightAfterNight()
    {
        File.Copy(TestData.Photo("Wine"), Path.Combine(Photos, "a.jpg"));
        File.Copy(TestData.Photo("life"), Path.Combine(Photos, "b.jpg"));
        Assert.Equal(2, Summary(Run("update", Index, Photos, "--recurse", "--relative-paths", "--json"), "added"));
        Assert.Equal(2, Summary(Run("update", Index, Photos, "--recurse", "--json"), "unchanged"));
        File.Move(Path.Combine(Photos, "a.jpg"), Path.Combine(Photos, "c.jpg"));
        (int code, string listed, _) = Run("update", Index, Photos, "--what-if");
        Assert.Equal((ExitCodes.Done, $"move {Path.Combine(Photos, "c.jpg")} (was {Path.Combine(Photos, "a.jpg")})"),
            (code, listed.Trim()));
        Assert.Equal(1, Summary(Run("update", Index, Photos, "--json"), "moved"));
        Assert.Equal([Index], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Update_WithoutAFolder_RepeatsThoseOfTheNightsBefore()
    {
        string inner = Directory.CreateDirectory(Path.Combine(Photos, "inner")).FullName,
            other = Directory.CreateDirectory(_folder.At("other")).FullName;
        File.Copy(TestData.Photo("Wine"), Path.Combine(inner, "a.jpg"));
        File.Copy(TestData.Photo("life"), Path.Combine(other, "b.jpg"));
        Assert.Equal(1, Summary(Run("update", Index, Photos, "--recurse", "--exclude", "*.png", "--json"), "added"));
        Assert.Equal(1, Summary(Run("update", Index, other, "--json"), "added"));
        File.Copy(TestData.Photo("umang"), Path.Combine(inner, "c.jpg"));
        File.Copy(TestData.Photo("umang"), Path.Combine(inner, "d.png"));
        (int code, string output, _) = Run("update", Index, "--json");
        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal([1, 0], System.Text.Json.Nodes.JsonNode.Parse(output)!.AsArray().Select(n => (int)n!["summary"]!["added"]!));
        Directory.Delete(other, recursive: true);
        (code, output, string errors) = Run("update", Index, "--json");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.StartsWith("FolderUnreadable: ", errors, StringComparison.Ordinal);
        Assert.Equal(2, (int)Assert.Single(System.Text.Json.Nodes.JsonNode.Parse(output)!.AsArray())!["summary"]!["unchanged"]!);
    }

    [Fact]
    public void Update_TellsOnceOfFilesThatNeedADecoder_AndSucceeds()
    {
        File.Copy(TestData.Photo("Wine"), Path.Combine(Photos, "a.jpg"));
        string sample = Path.Combine(TestData.Tests, "data", "magick", "Wine_by_Jakkub_Mede.heic");
        File.Copy(sample, Path.Combine(Photos, "b.heic"));
        File.Copy(sample, Path.Combine(Photos, "c.HEIC"));
        (int code, string said, string errors) = Run("update", Index, Photos);
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("1 added", said, StringComparison.Ordinal);
        Assert.Contains("0 failed, 2 skipped", said, StringComparison.Ordinal);
        Assert.StartsWith("DecoderMissing: 2 files were skipped", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        Assert.Equal(2, Summary(Run("update", Index, Photos, "--json"), "skipped"));

        // Who names such a file is told of it.
        Assert.Equal(ExitCodes.SomeImagesFailed, Run("add", Index, Path.Combine(Photos, "b.heic")).ExitCode);
    }

    [Fact]
    public void EveryExitCode_IsWhatTheDocumentSays()
    {
        File.Copy(TestData.Photo("Wine"), Path.Combine(Photos, "a.jpg"));
        File.WriteAllText(Path.Combine(Photos, "bad.jpg"), "no image");
        (int code, _, string errors) = Run("update", Index, Photos);
        Assert.Equal(ExitCodes.SomeImagesFailed, code);
        Assert.StartsWith("ImageUnreadable: ", errors, StringComparison.Ordinal);
        AssertFails("FolderUnreadable", "update", Index, _folder.At("missing"));
        Assert.Equal(ExitCodes.Usage, Run("update", _folder.At("new.imgidx")).ExitCode);
        Assert.Equal(ExitCodes.Usage, Run("update", Index, "--recurse").ExitCode);
        using (IndexLock.Take(Index))
        {
            AssertFails("IndexLocked", "update", Index, Photos);
            AssertFails("IndexLocked", "add", Index, Photos);
        }

        Assert.Equal(ExitCodes.Done, Run("test", Index).ExitCode);
        byte[] bytes = File.ReadAllBytes(Index);
        int segment = bytes.AsSpan().IndexOf("ImgSeg\r\n"u8);
        bytes[segment + 100] ^= 1;
        File.WriteAllBytes(Index, bytes);
        (code, string said, _) = Run("test", Index);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains($"damaged: Segment at byte {segment}", said, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, Run("test", Index, "--repair").ExitCode);
        File.Delete(Path.Combine(Photos, "bad.jpg"));
        Assert.Equal(1, Summary(Run("update", Index, Photos, "--json"), "added"));
        Assert.Equal(ExitCodes.Done, Run("optimize", Index).ExitCode);
    }

    [Fact]
    public void ExportAndImport_GoTogether()
    {
        File.Copy(TestData.Photo("Wine"), Path.Combine(Photos, "a.jpg"));
        Assert.Equal(ExitCodes.Done, Run("update", Index, Photos).ExitCode);
        Assert.Equal(ExitCodes.Done, Run("export", Index, _folder.At("a.faiss")).ExitCode);
        Assert.Equal(ExitCodes.Done, Run("import", _folder.At("a.faiss"), _folder.At("b.imgidx")).ExitCode);
        AssertFails("IndexExists", "import", _folder.At("a.faiss"), _folder.At("b.imgidx"));
        AssertFails("ImportUnsupported", "import", Index, _folder.At("c.imgidx"));

        // Faiss keeps no places of features, so there is nothing that geometry could verify.
        Assert.Equal(ExitCodes.Done, Run("find", _folder.At("b.imgidx"), TestData.Photo("Wine"), "--no-verify").ExitCode);
    }

    private static void AssertFails(string id, params string[] arguments)
    {
        (int code, _, string errors) = Run(arguments);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.StartsWith(id + ": ", errors, StringComparison.Ordinal);
    }

    private static int Summary(Called result, string name)
    {
        Assert.True(result.ExitCode == 0, result.Errors);
        return (int)JsonNode.Parse(result.Output)!["summary"]![name]!;
    }

    private static Called Run(params string[] arguments)
    {
        ProcessStartInfo start = ProgramStart.Of(ProgramStart.Command, arguments);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        string? runtime = Environment.GetEnvironmentVariable("DOTNET_ROOT"), system = Environment.GetEnvironmentVariable("SystemRoot");
        start.Environment.Clear();
        start.Environment["DOTNET_ROOT"] = runtime;
        start.Environment["SystemRoot"] = system;
        using Process process = Process.Start(start)!;
        return Called.Of(process);
    }
}
