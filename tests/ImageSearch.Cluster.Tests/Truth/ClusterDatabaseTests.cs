using ImageSearch.Cluster.Objects;
using ImageSearch.Cluster.Truth;
using Npgsql;

namespace ImageSearch.Cluster.Tests.Truth;

[Collection(PostgresGroup.Name)]
public sealed class ClusterDatabaseTests(PostgresServer server)
{
    private const string Index = "photos";

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    [PostgresFact]
    public async Task Init_KeepsWhatIsThere_AndWithoutItItIsSaid()
    {
        await using var database = new ClusterDatabase(server.NewConnection());
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => database.StoreAsync(CancellationToken.None));
        Assert.True(error.IsNotMade);
        await database.InitAsync("/srv/store", CancellationToken.None);
        await TakeAsync(database, "first", Long);
        await database.InitAsync("/srv/store2", CancellationToken.None);
        Assert.Equal("/srv/store2", await database.StoreAsync(CancellationToken.None));
        Assert.Equal("first", Assert.Single(await database.IndexesAsync(CancellationToken.None)).Writer);
    }

    /// <summary>A role that owns the schema, and may make none: it makes the tables, runs 'init' once more, and brings earlier tables up to
    /// date.</summary>
    [PostgresFact]
    public async Task Init_NeedsNothingButTheSchema()
    {
        string connection = await server.OfOwnerAsync();
        await using var database = new ClusterDatabase(connection);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await using NpgsqlCommand may = source.CreateCommand("SELECT has_database_privilege(current_database(), 'CREATE')");
        Assert.Equal(false, await may.ExecuteScalarAsync());
        await database.InitAsync("/srv/store", CancellationToken.None);
        string id = await database.NodesIdAsync(CancellationToken.None);
        await database.InitAsync("/srv/store2", CancellationToken.None);
        Assert.Equal("/srv/store2", await database.StoreAsync(CancellationToken.None));
        Assert.Equal(id, await database.NodesIdAsync(CancellationToken.None));

        await using NpgsqlCommand drop = source.CreateCommand("ALTER TABLE member DROP COLUMN settings");
        await drop.ExecuteNonQueryAsync();
        await database.InitAsync("/srv/store", CancellationToken.None);
        Assert.Empty((await database.MembersAsync(null, CancellationToken.None)).Members);
    }

    /// <summary>A physical copy has the id of the original: what docs/cluster.md says to do gives it one of its own, and no nodes in
    /// it.</summary>
    [PostgresFact]
    public async Task Copy_IsGivenAnIdOfItsOwn()
    {
        string connection = server.NewConnection();
        await using var database = new ClusterDatabase(connection);
        await database.InitAsync("/srv/store", CancellationToken.None);
        string id = await database.NodesIdAsync(CancellationToken.None);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await using NpgsqlCommand forget = source.CreateCommand("DELETE FROM member; UPDATE member_version SET cluster = NULL");
        await forget.ExecuteNonQueryAsync();
        Assert.True((await Assert.ThrowsAsync<ClusterException>(() => database.NodesIdAsync(CancellationToken.None))).IsNotMade);
        await database.InitAsync("/srv/store", CancellationToken.None);
        Assert.NotEqual(id, await database.NodesIdAsync(CancellationToken.None));
        Assert.Empty((await database.MembersAsync(null, CancellationToken.None)).Members);
    }

    /// <summary>Several that make one cluster at once all succeed, and it is one.</summary>
    [PostgresFact]
    public async Task SeveralInits_AtOnce_MakeOneCluster()
    {
        for (int round = 0; round < 5; round++)
        {
            string connection = server.NewConnection();
            ClusterDatabase[] databases = [.. Enumerable.Range(0, 4).Select(_ => new ClusterDatabase(connection))];
            await Task.WhenAll(databases.Select(d => d.InitAsync("/srv/store", CancellationToken.None)));
            string[] ids = await Task.WhenAll(databases.Select(d => d.NodesIdAsync(CancellationToken.None)));
            Assert.Single(ids.Distinct());
            Assert.Equal("/srv/store", await databases[0].StoreAsync(CancellationToken.None));
            await Task.WhenAll(databases.Select(d => d.DisposeAsync().AsTask()));
        }
    }

    [Theory]
    [InlineData("Database=only")]
    [InlineData("Host=h;Search Path=a\"; drop")]
    [InlineData("Host=h;Search Path=a,b")]
    [InlineData("Host=h;NoSuchWord=1")]
    public void WhatIsNoDatabase_IsRefused(string connection) =>
        Assert.ThrowsAny<ArgumentException>(() => new ClusterDatabase(connection));

    [Fact]
    public async Task DatabaseThatIsAway_IsTold_WithoutItsPassword()
    {
        await using var database = new ClusterDatabase("Host=127.0.0.1;Port=1;Database=d;Username=u;Password=s3cret;Timeout=2");
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => database.StoreAsync(CancellationToken.None));
        Assert.Equal(ErrorKind.ClusterUnavailable, error.Kind);
        Assert.Contains("'d' on 127.0.0.1:1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString() + database.Description, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task SecondWriter_IsToldByWhom_AndUntilWhen()
    {
        await using ClusterDatabase database = await MadeAsync();
        Lease first = await TakeAsync(database, "first on A", Long);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => TakeAsync(database, "second on B", Long));
        Assert.Equal(ErrorKind.IndexLocked, error.Kind);
        Assert.Contains("first on A", error.Message, StringComparison.Ordinal);
        DateTime until = (await database.IndexesAsync(CancellationToken.None))[0].LeaseUntil!.Value;
        Assert.Contains($"{until:yyyy-MM-dd HH:mm:ss} UTC", error.Message, StringComparison.Ordinal);

        await database.ReleaseAsync(first, CancellationToken.None);
        Assert.Equal(first.Epoch + 1, (await TakeAsync(database, "second on B", Long)).Epoch);
    }

    /// <summary>A writer that was thought dead, and comes back.</summary>
    [PostgresFact]
    public async Task OldEpoch_IsRefused()
    {
        await using ClusterDatabase database = await MadeAsync();
        Lease old = await TakeAsync(database, "old", TimeSpan.FromMilliseconds(1));
        await Task.Delay(20);
        Lease newer = await TakeAsync(database, "newer", Long);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => PublishAsync(database, old));
        Assert.Equal(ErrorKind.IndexChanged, error.Kind);
        Assert.False(await database.RenewAsync(old, Long, CancellationToken.None));
        await database.ReleaseAsync(old, CancellationToken.None);
        await PublishAsync(database, newer);
        IndexState state = Assert.Single(await database.IndexesAsync(CancellationToken.None));
        Assert.Equal((1, newer.Epoch, "newer"), (state.Newest!.Generation, state.Newest.Epoch, state.Writer));
    }

    /// <summary>Of writers that all believe to be the one, exactly one publishes each generation.</summary>
    [PostgresFact]
    public async Task CompareAndSet_LetsExactlyOneWin()
    {
        const int Writers = 4, Generations = 25;
        await using ClusterDatabase database = await MadeAsync();
        Lease lease = await TakeAsync(database, "all of them", Long);
        for (int generation = 0; generation < Generations; generation++)
        {
            Lease now = lease with { Generation = generation };
            Exception?[] errors = await Task.WhenAll(Enumerable.Range(0, Writers)
                .Select(_ => Record.ExceptionAsync(() => PublishAsync(database, now))));
            Assert.Single(errors, e => e is null);
            Assert.All(errors.OfType<Exception>(), e => Assert.Equal(ErrorKind.IndexChanged, Assert.IsType<ClusterException>(e).Kind));
        }

        Assert.Equal(Generations, (await database.GenerationsAsync(Index, CancellationToken.None)).Count);
    }

    /// <summary>The answer to COMMIT does not come: what became of it is read.</summary>
    [PostgresTheory]
    [InlineData("committed", true)]
    [InlineData("commit", false)]
    public async Task UnknownOutcome_IsReadBack(string lostAt, bool isPublished)
    {
        bool isLost = false;
        string connection = server.NewConnection();
        await using var database = new ClusterDatabase(connection)
        {
            Step = async step =>
            {
                if (step == lostAt && !isLost)
                {
                    isLost = true;
                    if (isPublished)
                    {
                        throw new NpgsqlException("Exception while reading from stream");
                    }

                    await EndOthersAsync(connection);
                }
            },
        };
        await database.InitAsync("/srv/store", CancellationToken.None);
        Lease lease = await TakeAsync(database, "writer", Long);
        Exception? error = await Record.ExceptionAsync(() => PublishAsync(database, lease));
        Assert.True(isLost);
        Assert.Equal(isPublished, error is null);
        Assert.Equal(isPublished ? 1 : 0, (await database.GenerationsAsync(Index, CancellationToken.None)).Count);
        if (!isPublished)
        {
            Assert.Equal(ErrorKind.ClusterUnavailable, Assert.IsType<ClusterException>(error).Kind);
            await PublishAsync(database, lease);
        }
    }

    /// <summary>An object that is going is never the one that somebody makes.</summary>
    [PostgresFact]
    public async Task ObjectThatIsGoing_GetsAnotherNumber_AndCannotBePublished()
    {
        await using ClusterDatabase database = await MadeAsync();
        Lease lease = await TakeAsync(database, "writer", Long);
        ObjectName first = await database.RegisterAsync(Index, "aa", "segment", 10, CancellationToken.None);
        Assert.Equal(first, await database.RegisterAsync(Index, "aa", "segment", 10, CancellationToken.None));
        Assert.Empty(await database.MarkAsync(Index, [], TimeSpan.FromHours(1), CancellationToken.None));
        Assert.Empty(await database.MarkAsync(Index, ["aa"], TimeSpan.Zero, CancellationToken.None));
        Assert.Equal([first], await database.MarkAsync(Index, [], TimeSpan.Zero, CancellationToken.None));
        await Assert.ThrowsAsync<ClusterException>(() => PublishAsync(database, lease, first));

        ObjectName second = await database.RegisterAsync(Index, "aa", "segment", 10, CancellationToken.None);
        Assert.NotEqual(first.Path, second.Path);
        await database.ForgetAsync(first, CancellationToken.None);
        await PublishAsync(database, lease, second);
    }

    private async Task<ClusterDatabase> MadeAsync()
    {
        var database = new ClusterDatabase(server.NewConnection());
        await database.InitAsync("/srv/store", CancellationToken.None);
        return database;
    }

    private static Task<Lease> TakeAsync(ClusterDatabase database, string writer, TimeSpan length) =>
        database.TakeLeaseAsync(Index, writer, length, CancellationToken.None);

    private static Task PublishAsync(ClusterDatabase database, Lease lease, params ObjectName[] made) => database.PublishAsync(lease,
        new PublishedGeneration(Index, lease.Generation + 1, lease.Epoch, $"sha{lease.Generation}", 1, 10, 2, 3, lease.Writer), made,
        CancellationToken.None);

    private static async Task EndOthersAsync(string connection)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await using NpgsqlCommand end = source.CreateCommand(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'ImageSearch'");
        await end.ExecuteNonQueryAsync();
    }
}
