using System.Collections.Frozen;
using System.Globalization;
using ImageSearch.Cluster.Truth;

namespace ImageSearch.Cluster.Members;

/// <summary>The table of Orleans' membership protocol, in the cluster's database: statements of our own with parameters, in the schema that
/// the cluster has anyway.</summary>
/// <param name="database">The database.</param>
/// <param name="own">What this node says of itself.</param>
internal sealed class MemberTable(ClusterDatabase database, NodeSettings own) : IMembershipTable
{
    private volatile FrozenDictionary<SiloAddress, NodeSettings?> _settings = FrozenDictionary<SiloAddress, NodeSettings?>.Empty;

    /// <summary>What a node said of itself when the table was last read.</summary>
    /// <param name="node">The node.</param>
    /// <param name="settings">Its settings; null if it said none that are known.</param>
    /// <returns>False if it was not in the table.</returns>
    public bool TrySettings(SiloAddress node, out NodeSettings? settings) => _settings.TryGetValue(node, out settings);

    /// <inheritdoc/>
    public Task InitializeMembershipTable(bool tryInitTableVersion) =>
        tryInitTableVersion ? database.BeginMembersAsync(CancellationToken.None) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task DeleteMembershipTableEntries(string clusterId) => database.ForgetAllMembersAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) =>
        database.ForgetMembersAsync(beforeDate.UtcDateTime, (int)SiloStatus.Dead, CancellationToken.None);

    /// <inheritdoc/>
    public async Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        (int version, MemberRow[] members) = await database.MembersAsync(key.ToParsableString(), CancellationToken.None)
            .ConfigureAwait(false);
        return DataOf(version, members);
    }

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadAll() => ReadAllAsync(CancellationToken.None);

    /// <inheritdoc cref="ReadAll"/>
    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancel)
    {
        (int version, MemberRow[] members) = await database.MembersAsync(null, cancel).ConfigureAwait(false);
        _settings = members.ToFrozenDictionary(m => SiloAddress.FromParsableString(m.Silo), m => NodeSettings.Parse(m.Settings));
        return DataOf(version, members);
    }

    /// <inheritdoc/>
    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
        database.ChangeMemberAsync(RowOf(entry, 0), tableVersion.Version, CancellationToken.None);

    /// <inheritdoc/>
    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => database.ChangeMemberAsync(
        RowOf(entry, long.Parse(etag, CultureInfo.InvariantCulture)), tableVersion.Version, CancellationToken.None);

    /// <inheritdoc/>
    public Task UpdateIAmAlive(MembershipEntry entry) =>
        database.MemberLivesAsync(entry.SiloAddress.ToParsableString(), Utc(entry.IAmAliveTime), CancellationToken.None);

    private static MembershipTableData DataOf(int version, MemberRow[] members) => new(
        [.. members.Select(m => Tuple.Create(EntryOf(m), m.Tag.ToString(CultureInfo.InvariantCulture)))],
        new TableVersion(version, version.ToString(CultureInfo.InvariantCulture)));

    private MemberRow RowOf(MembershipEntry entry, long tag) => new(entry.SiloAddress.ToParsableString(), entry.SiloName,
        entry.HostName ?? "", (int)entry.Status, entry.ProxyPort, string.Join(' ', (entry.SuspectTimes ?? []).Select(s =>
            string.Create(CultureInfo.InvariantCulture, $"{s.Item1.ToParsableString()}={s.Item2.Ticks}"))),
        Utc(entry.StartTime), Utc(entry.IAmAliveTime), tag, own.ToText());

    private static MembershipEntry EntryOf(MemberRow row) => new()
    {
        SiloAddress = SiloAddress.FromParsableString(row.Silo),
        SiloName = row.Name,
        HostName = row.Host,
        Status = (SiloStatus)row.Status,
        ProxyPort = row.ProxyPort,
        StartTime = row.StartedUtc,
        IAmAliveTime = row.AliveUtc,
        SuspectTimes = [.. row.Suspected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('='))
            .Select(s => Tuple.Create(SiloAddress.FromParsableString(s[0]),
                new DateTime(long.Parse(s[1], CultureInfo.InvariantCulture), DateTimeKind.Utc)))],
    };

    /// <summary>PostgreSQL keeps no times before its own, and Orleans has some that were never set.</summary>
    private static DateTime Utc(DateTime time) =>
        DateTime.SpecifyKind(time < DateTime.UnixEpoch ? DateTime.UnixEpoch : time, DateTimeKind.Utc);
}
