using System.CommandLine;
using System.CommandLine.Parsing;
using ImageSearch.Cli.Settings;

namespace ImageSearch.Cli;

/// <summary>The command as it is called: what is typed is read and done, and what goes wrong becomes words and an exit code.</summary>
internal static class CommandLine
{
    /// <param name="arguments">What was typed after the command's name.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] arguments) => RunAsync(arguments, SettingSources.OfProcess());

    /// <summary>The same, with other settings than those of the process.</summary>
    /// <param name="arguments">What was typed after the command's name.</param>
    /// <param name="sources">Where what was not typed comes from.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(string[] arguments, SettingSources sources)
    {
        RootCommand root = AllCommands.Create();
        ParseResult parsed;
        var all = new SetCommandLine(arguments, []);
        try
        {
            parsed = root.Parse(arguments);
            try
            {
                all = SetCommandLine.Of(arguments, parsed, sources);
            }
            catch (ArgumentException e)
            {
                return AllCommands.WrongUsage([e.Message], NameOf(parsed.CommandResult));
            }

            parsed = all.Settings.Count == 0 ? parsed : root.Parse(all.Arguments);
        }
        catch (InvalidOperationException e)
        {
            // A check of an option came upon a value of another kind.
            return AllCommands.WrongUsage(
                [e.Message], arguments.FirstOrDefault(a => root.Subcommands.Any(c => c.Name == a)), all.Told);
        }

        // Only now: the list of all commands shows the description of each.
        parsed.CommandResult.Command.Description += " " + ExitCodes.Help;
        if (parsed.Errors.Count > 0)
        {
            return AllCommands.WrongUsage([.. parsed.Errors.Select(e => e.Message)], NameOf(parsed.CommandResult), all.Told);
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
