using System.Management.Automation;

namespace ImageSearch.PowerShell;

/// <summary>What all cmdlets share: Ctrl+C cancels a token, typed errors become error records.</summary>
public abstract class ImageSearchCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _cancel = new();

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    protected CancellationToken Cancel => _cancel.Token;

    /// <summary>Whether ShouldProcess will refuse all: -WhatIf of this cmdlet, or, without it, of the function that calls it, or
    /// $WhatIfPreference.</summary>
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

    /// <summary>Makes an index the session's current one, unless it is not wanted as that; an index with changes that nobody saved does not
    /// go without a word.</summary>
    private protected void MakeCurrent(Index.ImageIndex index, bool isWanted)
    {
        if (!isWanted)
        {
            return;
        }

        if (CurrentIndex.Get() is { HasUnsavedChanges: true } old && old != index && (old.ImageCount > 0 || old.FilePath is not null))
        {
            WriteWarning($"The index that was current until now ({old.FilePath ?? "in memory"}, {old.ImageCount} images) has changes that "
                + $"are not saved. "
                + "A variable that holds it keeps them: Save-ImageIndex -Index saves it. -NoCurrent leaves the current index as it is.");
        }

        CurrentIndex.Set(index);
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
