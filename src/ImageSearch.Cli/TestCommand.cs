using System.CommandLine;
using ImageSearch.Storage.Repair;

namespace ImageSearch.Cli;

/// <summary>imagesearch test: checks an index file, and repairs it.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var index = new Argument<string>("index") { Description = "The index file." }.Named();
        var repair = new Option<bool>("--repair")
        {
            Description = "If it is damaged, keep it beside and make a sound file of what is sound.",
        };
        Option<bool> json = CommonOptions.Json();
        var command = new Command("test", "Checks every byte of an index file.") { index, repair, json };
        command.SetAction((result, cancel) =>
            Task.Run(() => Run(result.GetRequiredValue(index), result.GetValue(repair), result.GetValue(json), cancel)));
        return command;
    }

    private static int Run(string path, bool repair, bool json, CancellationToken cancel)
    {
        IndexReport report = IndexCheck.Run(path, cancel);
        RepairReport? repaired = repair && !report.IsSound ? IndexRepair.Run(path, cancel) : null;
        if (json)
        {
            Output.Json(new { report.IsSound, Report = report, Repaired = repaired });
        }
        else
        {
            foreach (IndexProblem problem in report.Problems)
            {
                Console.WriteLine($"damaged: {problem}");
                foreach (string lost in problem.LostImages)
                {
                    Console.WriteLine($"  loses {lost}");
                }
            }

            Console.WriteLine(report.IsSound
                ? $"{Output.Short(report.FullName)} is sound: {report.Images} images, {report.Rows} rows, generation {report.Generation}."
                : repaired is null
                    ? $"{Output.Short(report.FullName)} is damaged. --repair saves what is sound."
                    : $"{Output.Short(report.FullName)} is sound again with {repaired.Images} images; "
                    + $"{repaired.LostImages.Count} are lost, "
                        + $"and come back when they are added or updated again. The damaged file is {Output.Short(repaired.DamagedFile)}.");
        }

        return report.IsSound || repaired is not null ? ExitCodes.Done : ExitCodes.Failed;
    }
}
