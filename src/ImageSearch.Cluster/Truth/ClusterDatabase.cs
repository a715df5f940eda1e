using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Npgsql;

namespace ImageSearch.Cluster.Truth;

/// <summary>What is true of a cluster, in PostgreSQL: its store, its indexes, who may publish, and what was published.</summary>
internal sealed partial class ClusterDatabase : IAsyncDisposable
{
    /// <summary>The least version that an ImageSearch must know to use the tables. It counts up where one that does not know of a change
    /// would read or write what is wrong; a table or a column that is added, and may be left out, is none.</summary>
    private const int Version = 1;

    private const string DefaultSchema = "imagesearch";
    private const int DefaultTimeoutSeconds = 15;

    /// <summary>A look that takes longer than so many seconds is one that failed.</summary>
    private const int LookSeconds = 10;

    private const string Form = "Write the database like 'Host=db.example;Database=imagesearch;Username=imagesearch'";

    private readonly NpgsqlDataSource _source;
    private readonly string _schema;

    /// <summary>Nothing is asked of the database yet.</summary>
    /// <param name="connection">Npgsql's connection string. A password may come from PGPASSWORD, PGPASSFILE or ~/.pgpass instead.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public ClusterDatabase(string connection)
    {
        NpgsqlConnectionStringBuilder builder = Parse(connection);
        builder.ApplicationName = "ImageSearch";
        builder.Timeout = connection.Contains("Timeout", StringComparison.OrdinalIgnoreCase) ? builder.Timeout : DefaultTimeoutSeconds;
        _schema = builder.SearchPath is { Length: > 0 } path ? path : DefaultSchema;
        if (!SchemaForm().IsMatch(_schema) || builder.Host is null)
        {
            throw new ArgumentException(
                $"{Form}, with one schema of lower-case letters, digits and underscores (Search Path), or without.");
        }

        Description = $"'{builder.Database ?? builder.Username}' on {builder.Host}:{builder.Port}";
        _source = NpgsqlDataSource.Create(builder);
    }

    /// <summary>What it is, in words without secrets.</summary>
    public string Description { get; }

    /// <summary>On which channel whoever publishes tells of it.</summary>
    public string Channel => $"{_schema}_published";

    /// <summary>Is told of each step of publishing; tests end the work there.</summary>
    internal Func<string, Task> Step { get; init; } = _ => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>What Npgsql says of a string that is none names words of it, which may be a part of a password.</summary>
    private static NpgsqlConnectionStringBuilder Parse(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection);
        }
        catch (ArgumentException)
        {
            throw new ArgumentException(
                "The connection string has a word that is not known, or a value that cannot be; values with ; or = stand in quotes. "
                + $"{Form}.");
        }
    }

    /// <summary>Makes the tables if they are not there, adds to those of an earlier version what they lack, and notes where the objects
    /// lie.</summary>
    /// <exception cref="ClusterException">The database cannot be used, or is of a later version: nothing was changed.</exception>
    public Task InitAsync(string store, CancellationToken cancel) => Guard(async connection =>
    {
        using Stream schema = Assembly.GetExecutingAssembly().GetManifestResourceStream("schema.sql")!;
        string sql = await new StreamReader(schema).ReadToEndAsync(cancel).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using NpgsqlCommand make = Command(connection, sql);
        await make.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        await using NpgsqlCommand note = Command(connection, """
            WITH named AS (UPDATE {schema}.member_version SET cluster = @cluster WHERE cluster IS NULL)
            INSERT INTO {schema}.store AS s (version, uri) VALUES (@version, @uri) ON CONFLICT (one) DO UPDATE
                SET uri = CASE WHEN s.version <= @version THEN EXCLUDED.uri ELSE s.uri END RETURNING version
            """, ("version", Version), ("uri", store), ("cluster", $"{_schema}-{Guid.NewGuid():N}"));
        Check((int)(await note.ExecuteScalarAsync(cancel).ConfigureAwait(false))!);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
        return true;
    }, cancel);

    /// <summary>Where the objects lie.</summary>
    /// <exception cref="ClusterException">The database cannot be used, or has no cluster in it, or one of a later version.</exception>
    public async Task<string> StoreAsync(CancellationToken cancel)
    {
        (int Version, string Uri)[] found = await QueryAsync(
            "SELECT version, uri FROM {schema}.store", r => (r.GetInt32(0), r.GetString(1)), cancel).ConfigureAwait(false);
        if (found is not [var store])
        {
            throw ClusterException.NotMade(Description);
        }

        Check(store.Version);
        return store.Uri;
    }

    /// <summary>All indexes, by name.</summary>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public Task<IndexState[]> IndexesAsync(CancellationToken cancel) => Guard(c => IndexesAsync(c, cancel), cancel);

    /// <summary>All generations of an index that are kept, the newest first.</summary>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public async Task<IReadOnlyList<PublishedGeneration>> GenerationsAsync(string index, CancellationToken cancel) => await QueryAsync("""
        SELECT generation, epoch, sha256, number, bytes, images, rows, made_by, published_at FROM {schema}.generation
        WHERE index_name = @index ORDER BY generation DESC
        """, r => ReadGeneration(index, r, 0), cancel, ("index", index)).ConfigureAwait(false);

    /// <summary>Looks at all indexes now, whenever something is published, and every so often.</summary>
    /// <param name="look">Is told of them.</param>
    /// <param name="pause">After how long it looks again, though nothing was said.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public Task WatchAsync(Func<IReadOnlyList<IndexState>, Task> look, TimeSpan pause, CancellationToken cancel) =>
        Guard<bool>(async connection =>
    {
        await using (NpgsqlCommand listen = Command(connection, $"LISTEN {Channel}"))
        {
            await listen.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }

        while (true)
        {
            await look(await IndexesAsync(connection, cancel).ConfigureAwait(false)).ConfigureAwait(false);
            await connection.WaitAsync(pause, cancel).ConfigureAwait(false);
        }

    }, cancel);

    private async Task<IndexState[]> IndexesAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using NpgsqlCommand version = Command(connection, "SELECT version FROM {schema}.store");
        version.CommandTimeout = LookSeconds;
        Check(await version.ExecuteScalarAsync(cancel).ConfigureAwait(false) as int? ?? throw ClusterException.NotMade(Description));
        await using NpgsqlCommand command = Command(connection, """
            SELECT i.name, i.epoch, CASE WHEN i.lease_until > now() THEN i.writer END, i.lease_until, g.generation, g.epoch, g.sha256,
                g.number, g.bytes, g.images, g.rows, g.made_by, g.published_at
            FROM {schema}."index" i LEFT JOIN {schema}.generation g ON g.index_name = i.name AND g.generation = i.generation ORDER BY i.name
            """);
        command.CommandTimeout = LookSeconds;
        return await ReadAsync(command, ReadState, cancel).ConfigureAwait(false);
    }

    private static IndexState ReadState(NpgsqlDataReader reader)
    {
        string name = reader.GetString(0);
        return new IndexState(name, reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetString(2),
            reader.IsDBNull(3) ? null : reader.GetDateTime(3), reader.IsDBNull(4) ? null : ReadGeneration(name, reader, 4));
    }

    private static PublishedGeneration ReadGeneration(string index, NpgsqlDataReader reader, int at) => new(index, reader.GetInt64(at),
        reader.GetInt64(at + 1), reader.GetString(at + 2), reader.GetInt64(at + 3), reader.GetInt64(at + 4), reader.GetInt64(at + 5),
        reader.GetInt64(at + 6), reader.GetString(at + 7))
    {
        PublishedUtc = reader.GetDateTime(at + 8),
    };

    /// <exception cref="ClusterException">A later version made the tables, and this one does not know what they are.</exception>
    private void Check(int version)
    {
        if (version > Version)
        {
            throw ClusterException.LaterDatabase(Description, version, Version);
        }
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = new NpgsqlCommand(sql.Replace("{schema}", _schema, StringComparison.Ordinal), connection);
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private Task<T[]> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancel,
        params (string Name, object Value)[] parameters) => Guard(async connection =>
    {
        await using NpgsqlCommand command = Command(connection, sql, parameters);
        return await ReadAsync(command, read, cancel).ConfigureAwait(false);
    }, cancel);

    private static async Task<T[]> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
    {
        var found = new List<T>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
        {
            found.Add(read(reader));
        }

        return [.. found];
    }

    private async Task<T> Guard<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancel)
    {
        try
        {
            await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancel).ConfigureAwait(false);
            return await work(connection).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn
            or PostgresErrorCodes.InvalidSchemaName)
        {
            throw ClusterException.NotMade(Description, e);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException or IOException)
        {
            // Other connections that wait to be used again may have been cut off too.
            _source.Clear();
            throw ClusterException.DatabaseUnavailable(Description, e);
        }
    }

    [GeneratedRegex(@"\A[a-z_][a-z0-9_]{0,40}\z")]
    private static partial Regex SchemaForm();
}
