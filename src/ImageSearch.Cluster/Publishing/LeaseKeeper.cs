using ImageSearch.Cluster.Truth;

namespace ImageSearch.Cluster.Publishing;

/// <summary>Holds a lease for as long as work takes: renews it, and gives it back at the end. That it is renewed is a courtesy to other
/// writers, which then wait; what keeps them apart is the epoch.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ReleaseWait = TimeSpan.FromSeconds(5);

    private readonly ClusterDatabase _database;
    private readonly CancellationTokenSource _done = new();
    private readonly Task _renewing;

    private LeaseKeeper(ClusterDatabase database, Lease lease)
    {
        (_database, Lease) = (database, lease);
        _renewing = RenewAsync();
    }

    /// <summary>The lease.</summary>
    public Lease Lease { get; }

    /// <summary>Takes a lease, and waits a while for others to be done.</summary>
    /// <exception cref="ClusterException">Another writer has it, or the database cannot be used.</exception>
    public static async Task<LeaseKeeper> TakeAsync(ClusterDatabase database, string index, TimeSpan wait, CancellationToken cancel)
    {
        long start = Environment.TickCount64;
        while (true)
        {
            try
            {
                Lease lease = await database.TakeLeaseAsync(index, Lease.ThisWriter, Length, cancel).ConfigureAwait(false);
                return new LeaseKeeper(database, lease);
            }
            catch (ClusterException e) when (e.Kind == ErrorKind.IndexLocked && Environment.TickCount64 - start < wait.TotalMilliseconds)
            {
                await Task.Delay(AskEvery, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        _done.Dispose();
        using var wait = new CancellationTokenSource(ReleaseWait);
        try
        {
            await _database.ReleaseAsync(Lease, wait.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ClusterException or OperationCanceledException)
        {
            // It ends by itself.
            System.Diagnostics.Trace.TraceWarning("ImageSearch: the lease of '{0}' was not given back: {1}", Lease.Index, e.Message);
        }
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            try
            {
                await Task.Delay(RenewEvery, _done.Token).ConfigureAwait(false);
                await _database.RenewAsync(Lease, Length, _done.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_done.IsCancellationRequested)
            {
                return;
            }
            catch (ClusterException e)
            {
                System.Diagnostics.Trace.TraceWarning("ImageSearch: the lease of '{0}' was not renewed: {1}", Lease.Index, e.Message);
            }
        }
    }
}
