using System.CommandLine;
using ImageSearch;
using ImageSearch.Cli;

var root = new RootCommand("Finds images by what they show.")
{
    DemoCommand.Create(),
    AddCommand.Create(),
    FindCommand.Create(),
    CompareCommand.Create(),
    DuplicatesCommand.Create(),
    InfoCommand.Create(),
    UpdateCommand.Create(),
    TestCommand.Create(),
    OptimizeCommand.Create(),
    ExportCommand.Create(),
    ImportCommand.Create(),
    ServeCommand.Create(),
    PingCommand.Create(),
    NewKeyCommand.Create(),
};

ParseResult parsed = root.Parse(args);

// Only now: the list of all commands shows the description of each.
parsed.CommandResult.Command.Description += " " + ExitCodes.Help;
if (parsed.Errors.Count > 0)
{
    foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
    {
        Console.Error.WriteLine(error.Message);
    }

    string command = parsed.CommandResult.Command == root ? "" : parsed.CommandResult.Command.Name + " ";
    Console.Error.WriteLine($"See: imagesearch {command}--help");
    return ExitCodes.Usage;
}

try
{
    var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
    if (parsed.CommandResult.Command.Name == ServeCommand.Name)
    {
        // The service stops itself: it finishes its requests first, which takes longer than a command is given.
        invocation.ProcessTerminationTimeout = null;
    }

    return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
}
catch (ImageSearchException e)
{
    Output.Error(e);
    return ExitCodes.Failed;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine(e.Message);
    return ExitCodes.Failed;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Cancelled.");
    return ExitCodes.Cancelled;
}
