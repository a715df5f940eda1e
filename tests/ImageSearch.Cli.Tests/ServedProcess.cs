using System.Diagnostics;

namespace ImageSearch.Cli.Tests;

/// <summary>'imagesearch serve' on a free port, and a client of it.</summary>
internal sealed class ServedProcess : IDisposable
{
    private readonly Process _process;

    public ServedProcess(string index, params string[] options)
    {
        _process = ServeTests.Start(["serve", index, "--urls", "http://127.0.0.1:0", .. options]);

        // Read away all along: a full pipe would stop it.
        _ = _process.StandardError.ReadToEndAsync();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The service did not start.");
        Client = new HttpClient { BaseAddress = new Uri(line["Listening on ".Length..]) };
    }

    public HttpClient Client { get; }

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
