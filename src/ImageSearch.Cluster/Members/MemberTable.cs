using System.Globalization;
using ImageSearch.Cluster.Truth;

namespace ImageSearch.Cluster.Members;

/// <summary>The table of Orleans' membership protocol, in the cluster's database: statements of our own with parameters, in the schema that
/// the cluster has anyway.</summary>
/// <param name="database">The database.</param>
internal sealed class MemberTable(ClusterDatabase database) : IMembershipTable
{
    /// <inheritdoc/>
    public Task InitializeMembershipTable(bool tryInitTableVersion) =>
        tryInitTableVersion ? database.BeginMembersAsync(CancellationToken.None) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task DeleteMembershipTableEntries(string clusterId) => database.ForgetAllMembersAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) =>
        database.ForgetMembersAsync(beforeDate.UtcDateTime, (int)SiloStatus.Dead, CancellationToken.None);

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadAsync(key.ToParsableString());

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadAll() => ReadAsync(null);

    /// <inheritdoc/>
    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
        database.ChangeMemberAsync(RowOf(entry, 0), tableVersion.Version, CancellationToken.None);

    /// <inheritdoc/>
    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => database.ChangeMemberAsync(
        RowOf(entry, long.Parse(etag, CultureInfo.InvariantCulture)), tableVersion.Version, CancellationToken.None);

    /// <inheritdoc/>
    public Task UpdateIAmAlive(MembershipEntry entry) =>
        database.MemberLivesAsync(entry.SiloAddress.ToParsableString(), Utc(entry.IAmAliveTime), CancellationToken.None);

    private async Task<MembershipTableData> ReadAsync(string? silo)
    {
        (int version, MemberRow[] members) = await database.MembersAsync(silo, CancellationToken.None).ConfigureAwait(false);
        return new MembershipTableData(
            [.. members.Select(m => Tuple.Create(EntryOf(m), m.Tag.ToString(CultureInfo.InvariantCulture)))],
            new TableVersion(version, version.ToString(CultureInfo.InvariantCulture)));
    }

    private static MemberRow RowOf(MembershipEntry entry, long tag) => new(entry.SiloAddress.ToParsableString(), entry.SiloName,
        entry.HostName ?? "", (int)entry.Status, entry.ProxyPort, string.Join(' ', (entry.SuspectTimes ?? []).Select(s =>
            string.Create(CultureInfo.InvariantCulture, $"{s.Item1.ToParsableString()}={s.Item2.Ticks}"))),
        Utc(entry.StartTime), Utc(entry.IAmAliveTime), tag);

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
