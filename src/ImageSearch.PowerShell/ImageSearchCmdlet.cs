using System.Management.Automation;

namespace ImageSearch.PowerShell;

/// <summary>What all cmdlets share: Ctrl+C cancels a token, typed errors become error records.</summary>
public abstract class ImageSearchCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _cancel = new();

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    protected CancellationToken Cancel => _cancel.Token;

    /// <summary>Whether ShouldProcess will refuse all: -WhatIf of this cmdlet, or, without it, of the function that calls it, or $WhatIfPreference.</summary>
    protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? asked)
        ? ((SwitchParameter)asked).IsPresent
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>Releases what the cmdlet holds; PowerShell calls it whichever way the pipeline ends.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ctrl+C.</summary>
    protected override void StopProcessing() => _cancel.Cancel();

    /// <summary>Releases what a derived cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cancel.Dispose();
        }
    }

    /// <summary>Runs work: errors about an image are reported and the next goes on, other errors end the pipeline.</summary>
    protected void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (ImageException e)
        {
            WriteError(Errors.ToRecord(e));
        }
        catch (ImageServiceException e) when (e.IsOfOneImage)
        {
            WriteError(Errors.ToRecord(e));
        }
        catch (ImageServiceException e)
        {
            ThrowTerminatingError(Errors.ToRecord(e));
        }
        catch (ImageSearchException e)
        {
            ThrowTerminatingError(Errors.ToRecord(e));
        }
        catch (OperationCanceledException) when (Cancel.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }
}
