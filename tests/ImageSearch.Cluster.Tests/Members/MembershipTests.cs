using System.Diagnostics;
using System.Net;
using System.Text.Json;
using ImageSearch.Cluster.Members;
using ImageSearch.Cluster.Shards;
using ImageSearch.Cluster.Tests.Shards;
using ImageSearch.Cluster.Truth;
using ImageSearch.Tests.Cells;
using ImageSearch.TestSupport;
using Npgsql;

namespace ImageSearch.Cluster.Tests.Members;

/// <summary>Who is a node of a cluster, what nodes say of themselves, and how one leaves: by Orleans over a real PostgreSQL.</summary>
[Collection(PostgresGroup.Name)]
public sealed class MembershipTests(PostgresServer server)
{
    private static readonly HeldQuestion Question = new() { Index = TestCluster.Index, Generation = "none" };

    /// <summary>A node that leaves is asked no more at once, and still answers what it was asked before.</summary>
    [PostgresFact]
    public async Task NodeThatLeaves_AnswersWhatItWasAsked()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        var slow = new SlowNode();
        await using Membership stays = await JoinAsync(cluster, "stays");
        Membership leaves = await JoinAsync(cluster, "leaves", server: slow);
        await Waits.UntilAsync(() => stays.Nodes.Active.Count == 2, "they know each other");
        Task<HeldAnswer> answer = Task.Run(() => stays.Nodes.Node("leaves").HeldAsync(Question, CancellationToken.None));
        await slow.Asked.Task;
        Task left = Task.Run(async () => await leaves.DisposeAsync());
        await Waits.UntilAsync(() => stays.Nodes.Active.Count == 1, "it is asked no more");

        // Longer than it takes to leave.
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.False(left.IsCompleted);
        Assert.False(answer.IsCompleted);
        slow.Answers.SetResult(new HeldAnswer { Shards = [17] });
        Assert.Equal(17, Assert.Single((await answer).Shards));
        await left;
    }

    /// <summary>A node of one cluster that is given the address of another's (an address that was used before, a table that was copied)
    /// gets nothing from it and does it no harm; with the same id it would.</summary>
    [PostgresTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NodesOfTwoClusters_NeverTalk(bool haveSameId)
    {
        await using TestCluster one = await TestCluster.MakeAsync(server), two = await TestCluster.MakeAsync(server);
        string id = await one.Database.NodesIdAsync(CancellationToken.None);
        Assert.NotEqual(id, await two.Database.NodesIdAsync(CancellationToken.None));
        if (haveSameId)
        {
            await DoAsync(two, $"UPDATE member_version SET cluster = '{id}'");
        }

        var node = new SlowNode();
        node.Answers.SetResult(new HeldAnswer { Shards = [17] });
        await using Membership ours = await JoinAsync(one, "ours");
        await using Membership theirs = await JoinAsync(two, "theirs", server: node);
        Assert.Equal(["ours"], ours.Nodes.Active);
        Assert.Equal(["theirs"], theirs.Nodes.Active);

        (int version, MemberRow[] members) = await two.Database.MembersAsync(null, CancellationToken.None);
        (int ownVersion, _) = await one.Database.MembersAsync(null, CancellationToken.None);
        Assert.True(await one.Database.ChangeMemberAsync(Assert.Single(members) with { Tag = 0 }, ownVersion + 1, CancellationToken.None));
        await Waits.UntilAsync(() => ours.Nodes.Active.Count == 2, "it believes that it has another node");
        Exception? refused = await Record.ExceptionAsync(() => ours.Nodes.Node("theirs").HeldAsync(Question, CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(haveSameId, refused is null);
        Assert.Equal(haveSameId, node.Asked.Task.IsCompleted);
        Assert.False(theirs.Ended.IsCompleted);
        if (!haveSameId)
        {
            await Waits.UntilAsync(() => ours.Nodes.Active.Count == 1, "it takes the other one for dead");
            Assert.Equal(["theirs"], theirs.Nodes.Active);
            Assert.False(theirs.Ended.IsCompleted);
        }
    }

    /// <summary>A node that the others do not let in gives up after a while, and says what to look at.</summary>
    [PostgresFact]
    public async Task NodeWithoutTheOthersCertificates_SaysSo()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        using var authority = new TestAuthority();
        await using Membership first = await JoinAsync(cluster, "first", tls: authority.Issue(cluster.At("first")));
        ClusterException refused = await Assert.ThrowsAsync<ClusterException>(() => JoinAsync(cluster, "second"));
        Assert.Equal(ErrorKind.ClusterUnavailable, refused.Kind);
        Assert.Contains("certificates of one authority", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["first"], first.Nodes.Active);
        NodeState second = (await NodeState.ReadAsync(cluster.Database, CancellationToken.None)).Single(n => n.Name == "second");
        Assert.Contains(second.State, (string[])["joining", "gone"]);
    }

    /// <summary>Bytes of a later version's form: the node says so in words, once to its operator too, and goes on.</summary>
    [PostgresFact]
    public async Task LaterForm_IsRefusedInWords()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        var told = new List<string>();
        await using Membership asks = await JoinAsync(cluster, "asks");
        var held = new HeldGenerations(TimeProvider.System);
        held.Add("none", new HeldGeneration(CellSamples.Index(1).Snapshot(), [], new HashSet<long>()));
        await using Membership answers = await JoinAsync(cluster, "answers", server: new ShardServer(_ => held, 1) { Tell = told.Add });
        await Waits.UntilAsync(() => asks.Nodes.Active.Count == 2, "they know each other");
        var question = new CompareQuestion
        {
            Index = TestCluster.Index,
            Generation = "none",
            Query = [2, 0, 0],
            Images = [],
            AreMirrored = [],
        };
        for (int i = 0; i < 2; i++)
        {
            ByteFormException refused = await Assert.ThrowsAsync<ByteFormException>(
                () => asks.Nodes.Node("answers").CompareAsync(question, CancellationToken.None));
            Assert.Contains("in form 2, and this version of ImageSearch reads form 1", refused.Message, StringComparison.Ordinal);
        }

        Assert.Contains("start a newer version here", Assert.Single(told), StringComparison.Ordinal);
        Assert.Empty((await asks.Nodes.Node("answers").HeldAsync(Question, CancellationToken.None)).Shards);
    }

    /// <summary>Other replicas than the others have is told at each node, once; other indexes are known.</summary>
    [PostgresFact]
    public async Task NodesSayWhatTheyWereStartedWith()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        await using Membership first = await JoinAsync(cluster, "first", replicas: 2);
        Assert.Null(await first.DifferingAsync(CancellationToken.None));
        await using (Membership second = await JoinAsync(cluster, "second", replicas: 3, indexes: ["photos", "more"]))
        {
            await Waits.UntilAsync(() => first.Nodes.Active.Count == 2, "they know each other");
            foreach (Membership node in new[] { first, second })
            {
                Assert.Contains("2 at first; 3 at second", await node.DifferingAsync(CancellationToken.None), StringComparison.Ordinal);
                Assert.Null(await node.DifferingAsync(CancellationToken.None));
                Assert.Equal(["first", "second"], node.Nodes.Serving("photos").Order());
                Assert.Equal(["second"], node.Nodes.Serving("more").Where(n => n != "first"));
            }

            IReadOnlyList<NodeState> states = await NodeState.ReadAsync(cluster.Database, CancellationToken.None);
            Assert.Equal([("first", 2, "photos"), ("second", 3, "photos more")],
                states.Select(n => (n.Name, n.Settings!.Replicas, string.Join(' ', n.Settings.Indexes))));
            Assert.Contains("2 at first; 3 at second", NodeState.Differing(states), StringComparison.Ordinal);
            Assert.Contains("2 at first; 3 at second", Status(cluster), StringComparison.Ordinal);
            using JsonDocument told = JsonDocument.Parse(Status(cluster, "--json"));
            Assert.Contains("2 at first; 3 at second", told.RootElement.GetProperty("warning").GetString(), StringComparison.Ordinal);
            JsonElement other = told.RootElement.GetProperty("nodes")[1];
            Assert.Equal((NodeSettings.OwnVersion, 3, "more"), (other.GetProperty("version").GetString(),
                other.GetProperty("replicas").GetInt32(), other.GetProperty("indexes")[1].GetString()));
        }

        await Waits.UntilAsync(async () => await first.DifferingAsync(CancellationToken.None) is null, "they no longer differ");
        Assert.Null(NodeState.Differing(await NodeState.ReadAsync(cluster.Database, CancellationToken.None)));
    }

    private static async Task<Membership> JoinAsync(TestCluster cluster, string name, int replicas = 2, string[]? indexes = null,
        IShardNode? server = null, NodeTls? tls = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        return await Membership.JoinAsync(
            new NodePlace(name, new IPEndPoint(IPAddress.Loopback, PostgresServer.FreePort()), replicas, tls)
            {
                JoinsWithin = TimeSpan.FromSeconds(5),
            },
            indexes ?? [TestCluster.Index], cluster.Database, server ?? new SlowNode(), patience.Token);
    }

    private static string Status(TestCluster cluster, params string[] options)
    {
        using Process process = ServedProcess.Start(["cluster", "status", "--cluster", cluster.Connection, .. options]);
        return process.StandardOutput.ReadToEnd();
    }

    private static async Task DoAsync(TestCluster cluster, string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(cluster.Connection);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Says what it has once the test lets it.</summary>
    private sealed class SlowNode : IShardNode
    {
        public TaskCompletionSource Asked { get; } = new();

        public TaskCompletionSource<HeldAnswer> Answers { get; } = new();

        public Task<NearAnswer> NearestAsync(NearQuestion question, CancellationToken cancel) => throw new NotSupportedException();

        public Task<CompareAnswer> CompareAsync(CompareQuestion question, CancellationToken cancel) => throw new NotSupportedException();

        public Task<RowsAnswer> RowsAsync(RowsQuestion question, CancellationToken cancel) => throw new NotSupportedException();

        public Task<HeldAnswer> HeldAsync(HeldQuestion question, CancellationToken cancel)
        {
            Asked.TrySetResult();
            return Answers.Task;
        }
    }
}
