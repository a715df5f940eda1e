using System.CommandLine;
using System.CommandLine.Parsing;

namespace ImageSearch.Cli;

/// <summary>The command as it is called: what is typed is read and done, and what goes wrong becomes words and an exit code.</summary>
internal static class CommandLine
{
    /// <param name="arguments">What was typed after the command's name.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        RootCommand root = AllCommands.Create();
        ParseResult parsed;
        try
        {
            parsed = root.Parse(arguments);
        }
        catch (InvalidOperationException e)
        {
            // A check of an option came upon a value of another kind.
            return AllCommands.WrongUsage([e.Message], arguments.FirstOrDefault(a => root.Subcommands.Any(c => c.Name == a)));
        }

        // Only now: the list of all commands shows the description of each.
        parsed.CommandResult.Command.Description += " " + ExitCodes.Help;
        if (parsed.Errors.Count > 0)
        {
            return AllCommands.WrongUsage([.. parsed.Errors.Select(e => e.Message)], NameOf(parsed.CommandResult));
        }

        return await InvokeAsync(parsed).ConfigureAwait(false);
    }

    /// <summary>What is typed to call a command; null of the command that has all others.</summary>
    private static string? NameOf(CommandResult result) => result.Parent is CommandResult parent
        ? $"{NameOf(parent)} {result.Command.Name}".TrimStart() : null;

    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
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
    }
}
