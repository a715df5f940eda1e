using System.CommandLine;

namespace ImageSearch.Cli;

/// <summary>imagesearch find: which indexed images show what the queries show.</summary>
internal static class FindCommand
{
    public static Command Create()
    {
        var options = new FindOptions();
        var command = new Command("find", "Finds the indexed images that show what the queries show.");
        options.AddTo(command);
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            FindRequest request = options.Read(result);
            var run = new FindRun(request, cancel);
            return run.Refusal is { } refusal ? AllCommands.WrongUsage([refusal], command.Name)
                : new FindReport(request.Search.Verify, request.AsJson).Print(run.Answers());
        }));
        return command;
    }
}
