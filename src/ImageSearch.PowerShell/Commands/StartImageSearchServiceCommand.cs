using System.Diagnostics;
using System.Management.Automation;
using ImageSearch.PowerShell.Completers;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Starts the HTTP service over index files, as a process of its own, and returns it with its URL.</summary>
[Cmdlet(VerbsLifecycle.Start, "ImageSearchService", SupportsShouldProcess = true)]
[OutputType(typeof(ImageSearchService))]
public sealed class StartImageSearchServiceCommand : ImageSearchCmdlet
{
    private const string Listening = "Listening on ";

    /// <summary>The index files, as they are written; each is served under its name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IndexFileCompleter))]
    public string[] Path { get; set; } = [];

    /// <summary>Where to listen; a free port of this machine if it is left out.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri Uri { get; set; } = new("http://127.0.0.1:0");

    /// <summary>The file of API keys; needed to listen elsewhere than on loopback.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    /// <summary>Switches adding and removing on; added images are kept in this folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UploadFolder { get; set; }

    /// <summary>The command imagesearch; the one on the PATH if it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string CommandPath { get; set; } = "imagesearch";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!ShouldProcess(string.Join(", ", Path), "Start the image search service"))
        {
            return;
        }

        ProcessStartInfo? start = null;
        Guard(() => start = Prepare());
        if (start is null)
        {
            return;
        }

        try
        {
            WriteObject(Wait(Process.Start(start)!));
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            ThrowTerminatingError(Errors.ServiceNotStartedRecord(
                $"'{CommandPath}' could not be run: {e.Message}. Publish src/ImageSearch.Cli, or name the command with -CommandPath.",
                CommandPath));
        }
    }

    private ProcessStartInfo Prepare()
    {
        bool isName = CommandPath.IndexOfAny(['/', '\\']) < 0;
        var start = new ProcessStartInfo(isName ? CommandPath : PathResolver.Literal(this, CommandPath))
        {
            // Held open: the service stops when this process closes it, or ends.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("serve");
        foreach (string path in Path)
        {
            start.ArgumentList.Add(PathResolver.Index(this, path, (p, _) => IndexException.NotFound(p)));
        }

        Add(start, "--urls", Uri.OriginalString);
        Add(start, "--keys", KeyFile is null ? null : PathResolver.Literal(this, KeyFile));
        Add(start, "--uploads", UploadFolder is null ? null : PathResolver.Literal(this, UploadFolder));
        if (Uri.IsLoopback)
        {
            // Whoever searches from this machine is to get files that pipe onward.
            start.ArgumentList.Add("--show-paths");
        }

        start.ArgumentList.Add("--stop-with-input");
        return start;
    }

    private static void Add(ProcessStartInfo start, string option, string? value)
    {
        if (value is not null)
        {
            start.ArgumentList.Add(option);
            start.ArgumentList.Add(value);
        }
    }

    /// <summary>Until it says where it listens, or ends.</summary>
    private ImageSearchService Wait(Process process)
    {
        // The log is read away all along: a full pipe would stop the service. Its last lines say why it ended, if it does.
        var log = new Queue<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            const int Kept = 20;
            lock (log)
            {
                log.Enqueue(line.Data ?? "");
                if (log.Count > Kept)
                {
                    log.Dequeue();
                }
            }
        };
        process.BeginErrorReadLine();
        try
        {
            string line = process.StandardOutput.ReadLineAsync(Cancel).AsTask().GetAwaiter().GetResult() ?? "";
            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                return new ImageSearchService(process, new Uri(line[Listening.Length..]), Path);
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new PipelineStoppedException();
        }

        process.WaitForExit();
        string reason;
        lock (log)
        {
            reason = string.Join(' ', log).Trim();
        }

        ThrowTerminatingError(Errors.ServiceNotStartedRecord(
            $"The service ended with {process.ExitCode}: {reason}", string.Join(", ", Path)));
        return null!;
    }
}
