using System.CommandLine;

namespace ImageSearch.Cli;

/// <summary>imagesearch find: which indexed images show what the queries show.</summary>
internal static class FindCommand
{
    private const string Name = "find";

    public static Command Create()
    {
        var options = new FindOptions();
        var command = new Command(Name, "Finds the indexed images that show what the queries show.");
        options.AddTo(command);
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            FindRequest request = options.Read(result);
            FindRun run;
            try
            {
                run = new FindRun(request, cancel);
            }
            catch (ArgumentException e)
            {
                return AllCommands.WrongUsage([e.Message], Name);
            }

            return new FindReport(run.IsVerified, request.AsJson).Print(run.Answers());
        }));
        return command;
    }
}
