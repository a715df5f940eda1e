using ImageSearch.Cluster.Objects;
using Npgsql;

namespace ImageSearch.Cluster.Truth;

// Who may publish, and how that is done: one transaction that changes one row, if it still is as the writer knows it.
internal sealed partial class ClusterDatabase
{
    /// <summary>How long it is asked what became of a commit whose answer did not come.</summary>
    private static readonly TimeSpan OutcomeWait = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan OutcomePause = TimeSpan.FromMilliseconds(200);

    /// <summary>Takes the right to publish an index; whoever had it before is refused from now on.</summary>
    /// <exception cref="ClusterException">Another writer has it, or the database cannot be used, or is of a later version.</exception>
    public async Task<Lease> TakeLeaseAsync(string index, string writer, TimeSpan length, CancellationToken cancel)
    {
        await StoreAsync(cancel).ConfigureAwait(false);
        (bool Taken, long Epoch, long Generation, string Writer, DateTime Until)[] found = await QueryAsync("""
            WITH made AS (INSERT INTO {schema}."index" (name) VALUES (@index) ON CONFLICT (name) DO NOTHING),
            taken AS (UPDATE {schema}."index" SET writer = @writer, epoch = epoch + 1, lease_until = now() + @length
                WHERE name = @index AND (writer IS NULL OR lease_until <= now()) RETURNING epoch, generation, writer, lease_until)
            SELECT true, epoch, generation, writer, lease_until FROM taken
            UNION ALL SELECT false, epoch, generation, writer, lease_until FROM {schema}."index"
                WHERE name = @index AND lease_until > now() AND NOT EXISTS (SELECT FROM taken)
            """, r => (r.GetBoolean(0), r.GetInt64(1), r.GetInt64(2), r.GetString(3), r.GetDateTime(4)), cancel,
            ("index", index), ("writer", writer), ("length", length)).ConfigureAwait(false);
        return found switch
        {
            // It was made just now, or its writer was done at that very moment.
            [] => await TakeLeaseAsync(index, writer, length, cancel).ConfigureAwait(false),
            [{ Taken: true } taken] => new Lease(index, taken.Epoch, taken.Generation, writer),
            [var other, ..] => throw ClusterException.Locked(index, other.Writer, other.Until),
        };
    }

    /// <summary>Makes a lease last from now on.</summary>
    /// <returns>False if another writer has taken it.</returns>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public async Task<bool> RenewAsync(Lease lease, TimeSpan length, CancellationToken cancel) => (await QueryAsync("""
        UPDATE {schema}."index" SET lease_until = now() + @length WHERE name = @index AND epoch = @epoch AND writer IS NOT NULL RETURNING 1
        """, r => r.GetInt32(0), cancel, ("index", lease.Index), ("epoch", lease.Epoch), ("length", length)).ConfigureAwait(false))
        .Length > 0;

    /// <summary>Gives a lease back, if it is still the writer's.</summary>
    /// <exception cref="ClusterException">The database cannot be used; the lease ends by itself.</exception>
    public Task ReleaseAsync(Lease lease, CancellationToken cancel) => QueryAsync("""
        UPDATE {schema}."index" SET writer = NULL, lease_until = NULL WHERE name = @index AND epoch = @epoch RETURNING 1
        """, r => r.GetInt32(0), cancel, ("index", lease.Index), ("epoch", lease.Epoch));

    /// <summary>Notes an object that is about to be made, before it is: what is not published in the end is found and collected.</summary>
    /// <returns>The object, with its number.</returns>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public async Task<ObjectName> RegisterAsync(string index, string sha256, string kind, long bytes, CancellationToken cancel)
    {
        long[] number = await QueryAsync("""
            INSERT INTO {schema}.segment AS s (index_name, sha256, number, kind, bytes)
            VALUES (@index, @sha256, nextval('{schema}.segment_number'), @kind, @bytes)
            ON CONFLICT (index_name, sha256) DO UPDATE SET registered_at = now(), going = false,
                number = CASE WHEN s.going THEN EXCLUDED.number ELSE s.number END
            RETURNING number
            """, r => r.GetInt64(0), cancel, ("index", index), ("sha256", sha256), ("kind", kind), ("bytes", bytes)).ConfigureAwait(false);
        return new ObjectName(index, sha256, number[0], kind, bytes);
    }

    /// <summary>Publishes a generation: all of it or nothing, and only if nobody else has published or taken the lease since.</summary>
    /// <param name="lease">The writer's lease.</param>
    /// <param name="next">The generation; it follows the one of the lease.</param>
    /// <param name="made">The objects that the generation before did not have.</param>
    /// <param name="cancel">Ends it, until the database is asked to commit.</param>
    /// <exception cref="ClusterException">Another writer was there, or the database cannot be used; nothing was published. Or it is not
    /// known whether it was, which the message says.</exception>
    public async Task PublishAsync(Lease lease, PublishedGeneration next, IReadOnlyList<ObjectName> made, CancellationToken cancel)
    {
        bool isAsked = false;
        try
        {
            await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel).ConfigureAwait(false);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
            await WriteAsync(connection, lease, next, made, cancel).ConfigureAwait(false);
            await Step("commit").ConfigureAwait(false);
            isAsked = true;
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            await Step("committed").ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
        {
            if (!isAsked || e is PostgresException || !await IsPublishedAsync(next, e).ConfigureAwait(false))
            {
                throw ClusterException.DatabaseUnavailable(Description, e);
            }
        }
    }

    private async Task WriteAsync(NpgsqlConnection connection, Lease lease, PublishedGeneration next, IReadOnlyList<ObjectName> made,
        CancellationToken cancel)
    {
        await using NpgsqlCommand swap = Command(connection, """
            UPDATE {schema}."index" SET generation = @next WHERE name = @index AND generation = @generation AND epoch = @epoch
            """, ("index", lease.Index), ("next", next.Generation), ("generation", lease.Generation), ("epoch", lease.Epoch));
        if (await swap.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) != 1)
        {
            throw ClusterException.Overtaken(lease.Index);
        }

        // What is collected is locked by this, or gone: then it is not there to be published.
        await using NpgsqlCommand hold = Command(connection, """
            UPDATE {schema}.segment s SET registered_at = now() FROM unnest(@sha256, @number) AS m (sha256, number)
            WHERE s.index_name = @index AND s.sha256 = m.sha256 AND s.number = m.number AND NOT s.going
            """, ("index", lease.Index), ("sha256", made.Select(m => m.Sha256).ToArray()),
            ("number", made.Select(m => m.Number).ToArray()));
        if (await hold.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) != made.Count)
        {
            throw ClusterException.Overtaken(lease.Index);
        }

        await using NpgsqlCommand insert = Command(connection, """
            INSERT INTO {schema}.generation (index_name, generation, epoch, sha256, number, bytes, images, rows, made_by)
            VALUES (@index, @generation, @epoch, @sha256, @number, @bytes, @images, @rows, @writer)
            """, ("index", next.Index), ("generation", next.Generation), ("epoch", next.Epoch), ("sha256", next.Sha256),
            ("number", next.Number), ("bytes", next.Bytes), ("images", next.Images), ("rows", next.Rows), ("writer", next.MadeBy));
        await insert.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        await using NpgsqlCommand notify = Command(connection, "SELECT pg_notify(@channel, @index)", ("channel", Channel),
            ("index", next.Index));
        await notify.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>What became of a commit whose answer did not come. The row's lock is waited for: the commit may still be under
    /// way.</summary>
    private async Task<bool> IsPublishedAsync(PublishedGeneration next, Exception cause)
    {
        using var wait = new CancellationTokenSource(OutcomeWait);
        while (true)
        {
            try
            {
                return await Guard(connection => IsPublishedAsync(connection, next, wait.Token), wait.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ClusterException or OperationCanceledException)
            {
                if (wait.IsCancellationRequested)
                {
                    throw ClusterException.OutcomeUnknown(next.Index, next.Generation, cause);
                }

                await Task.Delay(OutcomePause, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>In two statements: the second sees what was committed while the first waited.</summary>
    private async Task<bool> IsPublishedAsync(NpgsqlConnection connection, PublishedGeneration next, CancellationToken cancel)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using NpgsqlCommand wait = Command(connection, """
            SELECT name FROM {schema}."index" WHERE name = @index FOR UPDATE
            """, ("index", next.Index));
        await wait.ExecuteScalarAsync(cancel).ConfigureAwait(false);
        await using NpgsqlCommand look = Command(connection, """
            SELECT count(*) FROM {schema}.generation
            WHERE index_name = @index AND generation = @generation AND epoch = @epoch AND sha256 = @sha256
            """, ("index", next.Index), ("generation", next.Generation), ("epoch", next.Epoch), ("sha256", next.Sha256));
        return await look.ExecuteScalarAsync(cancel).ConfigureAwait(false) is 1L;
    }
}
