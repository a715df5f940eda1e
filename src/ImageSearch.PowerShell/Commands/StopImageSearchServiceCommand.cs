using System.Management.Automation;
using ImageSearch.PowerShell.Completers;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Stops a service that Start-ImageSearchService started, once its requests are finished.</summary>
[Cmdlet(VerbsLifecycle.Stop, "ImageSearchService", SupportsShouldProcess = true)]
[OutputType(typeof(ImageSearchService))]
public sealed class StopImageSearchServiceCommand : ImageSearchCmdlet
{
    /// <summary>The service.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("InputObject")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public ImageSearchService? Service { get; set; }

    /// <summary>It is ended outright if its requests take longer.</summary>
    [Parameter]
    [ValidateRange(0, 3600)]
    public int TimeoutSeconds { get; set; } = 35;

    /// <summary>Returns the service, which has ended then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!Service!.IsRunning || !ShouldProcess(Service.Uri.ToString(), "Stop the image search service"))
        {
            return;
        }

        Service.Process.StandardInput.Close();
        Wait();
        if (PassThru)
        {
            WriteObject(Service);
        }
    }

    private void Wait()
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            limit.CancelAfter(TimeSpan.FromSeconds(TimeoutSeconds));
            Service!.Process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            WriteVerbose($"The service did not end within {TimeoutSeconds} seconds; its process {Service!.ProcessId} is ended.");
            Service!.Process.Kill();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }
}
