using System.Diagnostics;
using ImageSearch.TestSupport;

namespace ImageSearch.Cli.Tests;

/// <summary>imagesearch find --device where the CUDA driver is no driver.</summary>
public sealed class DeviceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DeviceTests()
    {
        File.WriteAllText(_folder.At("broken.so"), "not a library");
        Assert.Equal(ExitCodes.Done, Called.Here("add", Index, TestData.Photo("Wine"), TestData.Photo("life")).ExitCode);
    }

    private string Index => _folder.At("photos.imgidx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cuda_WithABrokenDriver_FailsWithTheReason()
    {
        (int exitCode, string output, string errors) = Run("find", Index, TestData.Photo("Wine"), "--device", "cuda");
        Assert.Equal(ExitCodes.Failed, exitCode);
        Assert.StartsWith("CudaUnavailable: There is no CUDA device to search on: ", errors, StringComparison.Ordinal);
        Assert.Contains("broken.so", errors, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public void Auto_WithABrokenDriver_AnswersAndSaysWhatWasUsed()
    {
        (int exitCode, string output, string errors) = Run("find", Index, TestData.Photo("Wine"), "--verbose", "--json");
        Assert.Equal(ExitCodes.Done, exitCode);
        Assert.StartsWith("Searched on the processor: ", errors, StringComparison.Ordinal);
        Assert.Contains("broken.so", errors, StringComparison.Ordinal);
        (int cpuCode, string cpuOutput, string cpuErrors) =
            Run("find", Index, TestData.Photo("Wine"), "--device", "cpu", "--verbose", "--json");
        Assert.Equal((exitCode, output, "Searched on the processor: it was asked for."), (cpuCode, cpuOutput, cpuErrors.Trim()));
    }

    [Fact]
    public void ADeviceThatIsNone_IsRefused() =>
        Assert.Equal(ExitCodes.Usage, Called.Here("find", Index, TestData.Photo("Wine"), "--device", "gpu").ExitCode);

    private Called Run(params string[] arguments)
    {
        ProcessStartInfo start = ProgramStart.Of(ProgramStart.Command, arguments);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["IMAGESEARCH_CUDA_LIBRARY"] = _folder.At("broken.so");
        start.Environment["IMAGESEARCH_CUDA_MILLION_PAIRS"] = "0";
        using Process process = Process.Start(start)!;
        return Called.Of(process);
    }
}
