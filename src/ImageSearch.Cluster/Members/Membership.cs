using ImageSearch.Cluster.Shards;
using ImageSearch.Cluster.Truth;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Orleans.Runtime.MembershipService;

namespace ImageSearch.Cluster.Members;

/// <summary>This node as a member of its cluster: Orleans finds the others, watches them and carries questions; nothing else of it is
/// used.</summary>
internal sealed class Membership : IAsyncDisposable
{
    /// <summary>Three probes of a second without an answer, and others say that a node is dead.</summary>
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);

    /// <summary>So often a node says in the database that it lives.</summary>
    public static readonly TimeSpan SaysItLives = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private const int MissedProbes = 3;

    private readonly IHost _host;
    private readonly ShardClient _nodes;
    private readonly Ending _ending;
    private readonly ClusterDatabase _database;
    private readonly string _id;
    private string? _differing;

    private Membership(IHost host, Ending ending, ClusterDatabase database, string id)
    {
        (_host, _ending, _database, _id) = (host, ending, database, id);
        _nodes = host.Services.GetRequiredService<ShardClient>();
        Ended = ending.Reason;
    }

    /// <summary>The nodes that are up.</summary>
    public IShardNodes Nodes => _nodes;

    /// <summary>Ends, with the reason, once this node is of its cluster no more, and must start anew: others say that it is dead, for it
    /// was stopped or cut off for too long; or the database has another cluster now.</summary>
    public Task<string> Ended { get; }

    /// <summary>Joins the cluster.</summary>
    /// <param name="place">This node.</param>
    /// <param name="indexes">The indexes that it serves.</param>
    /// <param name="database">Where it is told who else is there.</param>
    /// <param name="server">Answers for the rows here.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ClusterException">It cannot join.</exception>
    public static async Task<Membership> JoinAsync(
        NodePlace place, IReadOnlyList<string> indexes, ClusterDatabase database, IShardNode server, CancellationToken cancel)
    {
        string id = await database.NodesIdAsync(cancel).ConfigureAwait(false);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var ending = new Ending();
        builder.Logging.SetMinimumLevel(LogLevel.Critical).AddFilter("Orleans.Runtime.MembershipService", LogLevel.Error)
            .AddSimpleConsole(c => c.SingleLine = true);
        builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton<IFatalErrorHandler>(ending);
        builder.Services.AddSingleton(server);
        var table = new MemberTable(database, NodeSettings.Own(place.Replicas, indexes));
        builder.Services.AddSingleton(table);
        builder.Services.AddSingleton<IMembershipTable>(table);
        builder.Services.AddSingleton<ShardClient>();
        builder.Services.AddSingleton<QuestionsUnderWay>();
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(s => s.GetRequiredService<QuestionsUnderWay>());
        builder.UseOrleans(silo => Configure(silo, place, id));
        IHost host = builder.Build();
        try
        {
            await host.StartAsync(cancel).ConfigureAwait(false);
            return new Membership(host, ending, database, id);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            // Orleans stops no host that did not start, and one that is disposed without goes on looking for members without a pause: it
            // goes with the process, which ends for want of it.
            (string cluster, string address, Exception why) = (database.Description, place.Address.ToString(), e.GetBaseException());
            throw e as ClusterException ?? (why is OrleansClusterConnectivityCheckFailedException
                ? ClusterException.NodesSilent(cluster, address, why) : ClusterException.CannotJoin(cluster, address, why));
        }
    }

    /// <summary>Looks whether the cluster that this node joined is still the one that the database has: one that was restored from a backup
    /// has another id, and nodes that are started from then on do not know those that run.</summary>
    /// <exception cref="ClusterException">The database cannot be used, or has none now: this node stays what it is.</exception>
    public async Task CheckClusterAsync(CancellationToken cancel)
    {
        if (await _database.NodesIdAsync(cancel).ConfigureAwait(false) != _id)
        {
            _ending.End($"the database {_database.Description} was restored or made anew, and has another cluster than the one that was "
                + "joined");
        }
    }

    /// <summary>Looks at what nodes say of themselves.</summary>
    /// <returns>In what they differ and should not, where that is news.</returns>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public async Task<string?> DifferingAsync(CancellationToken cancel)
    {
        string? now = NodeSettings.Differing(await _nodes.SettingsAsync(cancel).ConfigureAwait(false));
        string? before = Interlocked.Exchange(ref _differing, now);
        return now == before ? null : now;
    }

    /// <summary>Leaves the cluster: others are told, and ask this node no more; what they have asked before is answered
    /// (<see cref="QuestionsUnderWay"/>).</summary>
    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _host.StopAsync(soon.Token).ConfigureAwait(false);
            await ((IAsyncDisposable)_host).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or OrleansException or TimeoutException or AggregateException
            or InvalidOperationException)
        {
            // Others notice that it is gone.
            System.Diagnostics.Trace.TraceWarning("ImageSearch: the node did not leave in order: {0}", e.Message);
        }
    }

    private static void Configure(ISiloBuilder silo, NodePlace place, string clusterId)
    {
        silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (clusterId, "imagesearch"));
        silo.Configure<SiloOptions>(o => o.SiloName = place.Name);
        silo.Configure<EndpointOptions>(o =>
        {
            o.AdvertisedIPAddress = place.Address.Address;
            o.SiloPort = place.Address.Port;
            o.SiloListeningEndpoint = place.Address;
            o.GatewayPort = 0;
        });
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = Probe;
            o.NumMissedProbesLimit = MissedProbes;
            o.TableRefreshTimeout = TimeSpan.FromSeconds(5);

            // Nodes that were all killed at once are taken for alive, and waited for, until they were silent three times.
            o.IAmAliveTablePublishTimeout = SaysItLives;
            o.NumMissedTableIAmAliveLimit = MissedProbes;
            o.MaxJoinAttemptTime = place.JoinsWithin;
        });
        silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = o.SystemResponseTimeout = Longest);
        silo.AddGrainService<ShardService>();
        if (place.Tls is { } tls)
        {
            silo.UseTls(tls.Certificate, o =>
            {
                o.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
                o.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
                o.RemoteCertificateValidation = tls.IsOfCluster;
                o.OnAuthenticateAsClient = (_, client) => client.TargetHost = "imagesearch";
            });
        }
    }

    /// <summary>Takes the place of Orleans' own end, which takes the process along at once.</summary>
    private sealed class Ending : IFatalErrorHandler
    {
        private readonly TaskCompletionSource<string> _reason = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Reason => _reason.Task;

        public bool IsUnexpected(Exception exception) => false;

        public void End(string reason) => _reason.TrySetResult(reason);

        public void OnFatalException(object? sender, string? context, Exception? exception) =>
            End($"other nodes say that this one is dead: {exception?.Message ?? context ?? "it failed"}");
    }
}
