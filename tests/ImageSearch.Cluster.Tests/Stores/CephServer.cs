using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Stores;

/// <summary>The least Ceph that has a gateway: a monitor, a store in memory, the gateway.</summary>
internal sealed class CephServer : IDisposable
{
    public const string AccessKey = "testkey", SecretKey = "testsecret";

    private readonly TemporaryFolder _folder = new();
    private readonly List<StartedProgram> _programs = [];

    /// <summary>Where its gateway listens.</summary>
    public int Port { get; } = PostgresServer.FreePort();

    public async Task StartAsync()
    {
        string identity = $"{Guid.NewGuid()}", store = $"{Guid.NewGuid()}", monitor = $"v2:127.0.0.1:{PostgresServer.FreePort()}";
        Array.ForEach(["mon", "osd", "rgw"], f => Directory.CreateDirectory(_folder.At(f)));
        File.WriteAllText(_folder.At("ceph.conf"), Settings(identity, monitor));
        Run("monmaptool", "--create", "--addv", "a", $"[{monitor}]", "--fsid", identity, "monmap");
        Run("ceph-mon", "-c", "ceph.conf", "-i", "a", "--mkfs", "--monmap", "monmap");
        Start("ceph-mon", "-i", "a");
        Run("ceph", "-c", "ceph.conf", "--connect-timeout", "60", "osd", "new", store);
        Run("ceph-osd", "-c", "ceph.conf", "-i", "0", "--mkfs", "--osd-uuid", store);
        Start("ceph-osd", "-i", "0");
        Run("radosgw-admin", "-c", "ceph.conf", "user", "create", "--uid=test", "--display-name=test", $"--access-key={AccessKey}",
            $"--secret-key={SecretKey}");
        await Start("radosgw", "-n", "client.rgw").UntilListensAsync(Port);
    }

    public void Dispose()
    {
        _programs.Reverse();
        _programs.ForEach(p => p.Dispose());
        _folder.Dispose();
    }

    private void Run(params string[] command) => StartedProgram.Run(_folder.Path, command);

    private StartedProgram Start(string program, params string[] options)
    {
        var started = new StartedProgram(_folder.Path, _folder.At($"{program}.out"), [program, "-c", "ceph.conf", .. options, "-f"]);
        _programs.Add(started);
        return started;
    }

    private string Settings(string identity, string monitor)
    {
        string[] modes = [.. new[] { "cluster", "service", "client", "mon cluster", "mon service", "mon client" }.Select(m =>
            $"ms {m} mode = crc")];
        return $"""
            [global]
            fsid = {identity}
            mon initial members = a
            mon host = {monitor}
            auth cluster required = none
            auth service required = none
            auth client required = none
            {string.Join('\n', modes)}
            public addr = 127.0.0.1
            cluster addr = 127.0.0.1
            osd pool default size = 1
            osd pool default min size = 1
            osd pool default pg num = 1
            osd pool default pgp num = 1
            osd pool default pg autoscale mode = off
            mon allow pool size one = true
            osd crush chooseleaf type = 0
            osd objectstore = memstore
            memstore device bytes = 1073741824
            run dir = {_folder.Path}
            log file = {_folder.Path}/$name.log
            pid file = {_folder.Path}/$name.pid
            admin socket = {_folder.Path}/$name.asok
            mon data = {_folder.Path}/mon
            osd data = {_folder.Path}/osd
            rgw data = {_folder.Path}/rgw
            keyring = {_folder.Path}/keyring
            rgw frontends = beast endpoint=127.0.0.1:{Port}

            """;
    }
}
