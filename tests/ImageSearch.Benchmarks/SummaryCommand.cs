using System.CommandLine;

namespace ImageSearch.Benchmarks;

/// <summary>Writes the table that docs/benchmarks.md begins with anew, as after a record was taken away.</summary>
internal static class SummaryCommand
{
    public static Command Create()
    {
        var command = new Command("summary", $"Writes the summary of {BenchmarkDocument.Name} anew from the files beside it.");
        command.SetAction(_ => BenchmarkDocument.Summarize(BenchmarkReport.Root()));
        return command;
    }
}
