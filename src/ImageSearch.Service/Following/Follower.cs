using ImageSearch.Service.Indexes;
using ImageSearch.Storage.Commit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Following;

/// <summary>Follows another service, where this one is a read replica: each of its indexes by itself.</summary>
internal sealed class Follower : BackgroundService
{
    private readonly PrimaryClient? _client;

    /// <exception cref="IndexException">A file is followed with or written to by another process, or cannot be written.</exception>
    public Follower(ServiceOptions options, IndexSet indexes, IStorageFiles files, TimeProvider time, ILogger<Follower> log)
    {
        if (options.Follow is not { } follow)
        {
            return;
        }

        _client = new PrimaryClient(follow);
        var all = new List<FollowedIndex>();
        All = all;
        try
        {
            all.AddRange(indexes.All.Select(index => new FollowedIndex(index, follow, _client, files, time, log)));
        }
        catch
        {
            all.ForEach(followed => followed.Dispose());
            _client.Dispose();
            throw;
        }
    }

    /// <summary>The indexes that follow another service's; none where this one is no replica.</summary>
    public IReadOnlyList<FollowedIndex> All { get; } = [];

    /// <summary>A thumbnail that the primary makes, for images whose files are not here.</summary>
    /// <returns>The JPEG; null if it cannot be had, or this service is no replica.</returns>
    /// <inheritdoc cref="PrimaryClient.ThumbnailAsync"/>
    public Task<byte[]?> ThumbnailAsync(string index, long id, int size, string tag, CancellationToken cancel) =>
        _client?.ThumbnailAsync(index, id, size, tag, cancel) ?? Task.FromResult<byte[]?>(null);

    public override void Dispose()
    {
        base.Dispose();
        All.ToList().ForEach(followed => followed.Dispose());
        _client?.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(All.Select(followed => followed.RunAsync(stoppingToken)));
}
