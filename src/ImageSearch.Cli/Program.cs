using System.CommandLine;
using ImageSearch;
using ImageSearch.Cli;

var root = new RootCommand("Finds images by what they show. " + ExitCodes.Help)
{
    DemoCommand.Create(),
    AddCommand.Create(),
    FindCommand.Create(),
    CompareCommand.Create(),
    DuplicatesCommand.Create(),
    InfoCommand.Create(),
};

ParseResult parsed = root.Parse(args);
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
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
}
catch (ImageSearchException e)
{
    Console.Error.WriteLine($"{e.Kind}: {e.Message}");
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
