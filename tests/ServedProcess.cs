using System.Diagnostics;

namespace ImageSearch.TestSupport;

/// <summary>'imagesearch serve' as a process of its own on a free port, and a client of it.</summary>
internal sealed class ServedProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="index">The index's file, or its name, an equals sign and its file.</param>
    /// <param name="options">What else the command is told.</param>
    public ServedProcess(string index, params string[] options)
        : this(ProgramStart.Of(ProgramStart.Command, ["serve", index, .. options, "--urls", "http://127.0.0.1:0"]))
    {
    }

    /// <param name="start">How the service is started.</param>
    public ServedProcess(ProcessStartInfo start)
    {
        _process = Start(start);

        // Read away all along: a full pipe would stop it.
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The service did not start.");
        Client = new HttpClient { BaseAddress = new Uri(line["Listening on ".Length..]) };
    }

    public HttpClient Client { get; }

    public int ProcessId => _process.Id;

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts the command.</summary>
    public static Process Start(params string[] arguments) => Start(ProgramStart.Of(ProgramStart.Command, arguments));

    private static Process Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        return Process.Start(start)!;
    }

    /// <summary>As a power cut would.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        Client.Dispose();
        _process.Dispose();
    }
}
