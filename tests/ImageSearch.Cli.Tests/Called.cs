using System.Diagnostics;
using ImageSearch.Cli.Settings;
using ImageSearch.TestSupport;

namespace ImageSearch.Cli.Tests;

/// <summary>What the command answered.</summary>
internal sealed record Called(int ExitCode, string Output, string Errors)
{
    private static readonly CallWriter Out = new(Console.Out), Error = new(Console.Error);

    static Called()
    {
        Console.SetOut(Out);
        Console.SetError(Error);
    }

    /// <summary>Calls the command in this process: all of it but its start, which takes longer than most of what tests ask for.</summary>
    public static Called Here(params string[] arguments) => With(SettingSources.OfProcess(), arguments);

    /// <summary>The same, with other settings than those of this process.</summary>
    public static Called With(SettingSources sources, params string[] arguments)
    {
        // In a context of its own, which ends with it: calls go on side by side.
        return Task.Run(async () =>
        {
            using StringWriter output = Out.Begin(), errors = Error.Begin();
            int code = await CommandLine.RunAsync(arguments, sources);
            return new Called(code, output.ToString(), errors.ToString());
        }).GetAwaiter().GetResult();
    }

    /// <summary>Starts the command as its users do.</summary>
    public static Called AsProcess(params string[] arguments)
    {
        using Process process = ServedProcess.Start(arguments);
        return Of(process);
    }

    /// <summary>What a process answers, once it has ended. Its input is empty.</summary>
    public static Called Of(Process process)
    {
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Called(process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
}
