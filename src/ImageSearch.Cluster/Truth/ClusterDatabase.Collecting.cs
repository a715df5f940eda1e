using ImageSearch.Cluster.Objects;

namespace ImageSearch.Cluster.Truth;

// What nobody needs any more. An object is marked before it is deleted; from then on nobody publishes it, and who makes the same bytes
// again gets another number.
internal sealed partial class ClusterDatabase
{
    /// <summary>The generations that <see cref="ForgetAsync(string, TimeSpan, CancellationToken)"/> keeps, the newest first.</summary>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public async Task<IReadOnlyList<PublishedGeneration>> KeptAsync(string index, TimeSpan after, CancellationToken cancel) =>
        await QueryAsync("""
            SELECT generation, epoch, sha256, number, bytes, images, rows, made_by, published_at FROM {schema}.generation g
            WHERE g.index_name = @index AND NOT EXISTS (SELECT FROM {schema}.generation n
                WHERE n.index_name = g.index_name AND n.generation = g.generation + 1 AND n.published_at < now() - @after)
            ORDER BY generation DESC
            """, r => ReadGeneration(index, r, 0), cancel, ("index", index), ("after", after)).ConfigureAwait(false);

    /// <summary>Forgets generations that others followed longer ago than a while.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public async Task<int> ForgetAsync(string index, TimeSpan after, CancellationToken cancel) => (await QueryAsync("""
        DELETE FROM {schema}.generation g USING {schema}.generation n
        WHERE g.index_name = @index AND n.index_name = g.index_name AND n.generation = g.generation + 1 AND n.published_at < now() - @after
        RETURNING g.generation
        """, r => r.GetInt64(0), cancel, ("index", index), ("after", after)).ConfigureAwait(false)).Length;

    /// <summary>Marks objects that are not among those that are kept, and were made longer ago than a while, and names all that are
    /// marked.</summary>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public async Task<IReadOnlyList<ObjectName>> MarkAsync(
        string index, IReadOnlyCollection<string> kept, TimeSpan after, CancellationToken cancel) => await QueryAsync("""
        UPDATE {schema}.segment SET going = true
        WHERE index_name = @index AND (going OR (NOT sha256 = ANY (@kept) AND registered_at < now() - @after))
        RETURNING sha256, number, kind, bytes
        """, r => new ObjectName(index, r.GetString(0), r.GetInt64(1), r.GetString(2), r.GetInt64(3)), cancel,
        ("index", index), ("kept", kept.ToArray()), ("after", after)).ConfigureAwait(false);

    /// <summary>Forgets a marked object, which was deleted.</summary>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public Task ForgetAsync(ObjectName deleted, CancellationToken cancel) => QueryAsync("""
        DELETE FROM {schema}.segment WHERE index_name = @index AND sha256 = @sha256 AND number = @number AND going RETURNING number
        """, r => r.GetInt64(0), cancel, ("index", deleted.Index), ("sha256", deleted.Sha256), ("number", deleted.Number));
}
