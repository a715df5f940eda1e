using Spectre.Console;

namespace ImageSearch.Cli;

/// <summary>A progress bar of long work on rows, on standard error, where a person is there to see it.</summary>
internal static class RowProgress
{
    /// <param name="work">The work; it is handed what takes how much is done, and of how much. Each time that begins anew, so does the
    /// bar.</param>
    public static void Run(Action<Action<long, long>> work)
    {
        if (Console.IsErrorRedirected)
        {
            work((_, _) => { });
            return;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask? task = null;
                work((done, all) =>
                {
                    if (task is null || done < task.Value || all != (long)task.MaxValue)
                    {
                        task?.StopTask();
                        task = context.AddTask("rows", maxValue: all);
                    }

                    task.Value = done;
                });
            });
    }
}
