using Npgsql;

namespace ImageSearch.Cluster.Truth;

// Which nodes there are.
internal sealed partial class ClusterDatabase
{
    /// <summary>Begins the table of members, if it is not begun.</summary>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public Task BeginMembersAsync(CancellationToken cancel) => Guard(async connection =>
    {
        await using NpgsqlCommand begin = Command(connection,
            "INSERT INTO {schema}.member_version (version) VALUES (0) ON CONFLICT (one) DO NOTHING");
        return await begin.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }, cancel);

    /// <summary>What the nodes that find each other here are called together: no two clusters have the same, so that nodes of one never
    /// talk to those of another, whatever their addresses.</summary>
    /// <exception cref="ClusterException">The database cannot be used, or was not made ready for such nodes.</exception>
    public async Task<string> NodesIdAsync(CancellationToken cancel) => await QueryAsync(
        "SELECT cluster FROM {schema}.member_version WHERE cluster IS NOT NULL", r => r.GetString(0), cancel).ConfigureAwait(false)
        is [var id] ? id : throw ClusterException.NotMade(Description);

    /// <summary>All members, or one of them, and the version of the table that they are of.</summary>
    /// <param name="silo">The one; null is all.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public async Task<(int Version, MemberRow[] Members)> MembersAsync(string? silo, CancellationToken cancel)
    {
        // One statement sees one moment.
        (int Version, MemberRow? Member)[] rows = await QueryAsync("""
            SELECT v.version, m.silo, m.name, m.host, m.status, m.proxy_port, m.suspected, m.started_at, m.alive_at, m.tag, m.settings
            FROM {schema}.member_version v LEFT JOIN {schema}.member m ON @silo = '' OR m.silo = @silo
            """, r => (r.GetInt32(0), r.IsDBNull(1) ? null : new MemberRow(r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt32(4),
                r.GetInt32(5), r.GetString(6), r.GetDateTime(7), r.GetDateTime(8), r.GetInt64(9),
                r.GetString(10))),
            cancel, ("silo", silo ?? "")).ConfigureAwait(false);
        return rows.Length == 0 ? throw ClusterException.NotMade(Description)
            : (rows[0].Version, [.. rows.Select(r => r.Member).OfType<MemberRow>()]);
    }

    /// <summary>Adds a member, or changes one, if the table is of the version before, and the member as it is known.</summary>
    /// <param name="member">The member; its tag is the one that is known, 0 of a new one.</param>
    /// <param name="version">The version that the table has afterwards.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>False if somebody was faster.</returns>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public Task<bool> ChangeMemberAsync(MemberRow member, int version, CancellationToken cancel) => Guard(async connection =>
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using NpgsqlCommand next = Command(connection,
            "UPDATE {schema}.member_version SET version = @version WHERE version = @version - 1", ("version", version));
        if (await next.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) != 1)
        {
            return false;
        }

        await using NpgsqlCommand change = Command(connection, member.Tag == 0 ? """
            INSERT INTO {schema}.member (silo, name, host, status, proxy_port, suspected, started_at, alive_at, tag,
                settings)
            VALUES (@silo, @name, @host, @status, @port, @suspected, @started, @alive, 1, @settings) ON CONFLICT (silo) DO NOTHING
            """ : """
            UPDATE {schema}.member SET name = @name, host = @host, status = @status, proxy_port = @port, suspected = @suspected,
                started_at = @started, alive_at = @alive, tag = tag + 1 WHERE silo = @silo AND tag = @tag
            """,
            ("silo", member.Silo), ("name", member.Name), ("host", member.Host), ("status", member.Status), ("port", member.ProxyPort),
            ("suspected", member.Suspected), ("started", member.StartedUtc), ("alive", member.AliveUtc), ("tag", member.Tag),
            ("settings", member.Settings));
        if (await change.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) != 1)
        {
            return false;
        }

        await transaction.CommitAsync(cancel).ConfigureAwait(false);
        return true;
    }, cancel);

    /// <summary>Notes that a member lives.</summary>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public Task MemberLivesAsync(string silo, DateTime aliveUtc, CancellationToken cancel) => Guard(async connection =>
    {
        await using NpgsqlCommand lives = Command(connection, "UPDATE {schema}.member SET alive_at = @alive WHERE silo = @silo",
            ("alive", aliveUtc), ("silo", silo));
        return await lives.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }, cancel);

    /// <summary>Forgets dead members that have said nothing since a moment.</summary>
    /// <param name="beforeUtc">The moment.</param>
    /// <param name="dead">The status of dead ones.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public Task ForgetMembersAsync(DateTime beforeUtc, int dead, CancellationToken cancel) => Guard(async connection =>
    {
        await using NpgsqlCommand forget = Command(connection,
            "DELETE FROM {schema}.member WHERE alive_at < @before AND started_at < @before AND status = @dead",
            ("before", beforeUtc), ("dead", dead));
        return await forget.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }, cancel);

    /// <summary>Forgets all members.</summary>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public Task ForgetAllMembersAsync(CancellationToken cancel) => Guard(async connection =>
    {
        await using NpgsqlCommand forget = Command(connection, "DELETE FROM {schema}.member");
        return await forget.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }, cancel);
}
