using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ImageSearch.TestSupport;
using Npgsql;

namespace ImageSearch.Cluster.Tests;

/// <summary>A PostgreSQL of the tests' own, in a temporary folder, as a user without rights; it goes with the tests.</summary>
public sealed class PostgresServer : IDisposable
{
    private const string User = "postgres";

    private static int _schemas;

    private readonly TemporaryFolder _folder = new();
    private readonly bool _isRoot = Environment.UserName == "root";

    public PostgresServer()
    {
        if (Programs is null)
        {
            return;
        }

        if (_isRoot && !OperatingSystem.IsWindows())
        {
            Run("chown", "nobody", _folder.Path);
            File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        }

        Run([.. As, Program("initdb"), "-D", Data, "-U", User, "-A", "trust", "-N", "--no-locale", "-E", "UTF8"]);
        Start();
    }

    /// <summary>The folder of its programs; null where there is none.</summary>
    public static string? Programs { get; } = Find();

    /// <summary>Where it listens.</summary>
    public int Port { get; } = FreePort();

    /// <summary>What psql is told to be its administrator.</summary>
    public string SuperUserOfPsql => $"-h 127.0.0.1 -p {Port} -U {User} postgres";

    /// <summary>How to reach it, in a schema that nobody else has.</summary>
    public string NewConnection() => Connection($"test_{Interlocked.Increment(ref _schemas)}");

    /// <summary>How to reach it, in a schema.</summary>
    public string Connection(string schema) =>
        $"Host=127.0.0.1;Port={Port};Database=postgres;Username={User};Search Path={schema};Timeout=5;Command Timeout=10";

    /// <summary>How to reach it as a role that owns one schema, and has no other right in the database.</summary>
    public async Task<string> OfOwnerAsync()
    {
        string schema = $"test_{Interlocked.Increment(ref _schemas)}", role = $"owner_of_{schema}";
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(Connection("public"));
        await using NpgsqlCommand make = source.CreateCommand($"CREATE ROLE {role} LOGIN; CREATE SCHEMA {schema} AUTHORIZATION {role}");
        await make.ExecuteNonQueryAsync();
        return Connection(schema).Replace($"Username={User}", $"Username={role}", StringComparison.Ordinal);
    }

    /// <summary>The same, for those who share no network with it but the files of this machine.</summary>
    public string OfFiles(string connection) => connection.Replace("Host=127.0.0.1", $"Host={Data}", StringComparison.Ordinal);

    /// <summary>Starts it, if it does not run.</summary>
    public void Start()
    {
        if (!IsRunning)
        {
            Run([.. As, Program("pg_ctl"), "-D", Data, "-w", "-s", "-l", Path.Combine(Data, "log"), "-o",
                $"-p {Port} -k {Data} -c listen_addresses=127.0.0.1 -c fsync=off", "start"]);
        }
    }

    /// <summary>As if the machine were switched off.</summary>
    public void Stop() => Run([.. As, Program("pg_ctl"), "-D", Data, "-w", "-s", "-m", "immediate", "stop"]);

    public void Dispose()
    {
        if (Programs is not null && IsRunning)
        {
            Stop();
        }

        _folder.Dispose();
    }

    private bool IsRunning => File.Exists(Path.Combine(Data, "postmaster.pid"));

    private string Data => Path.Combine(_folder.Path, "data");

    private string[] As => _isRoot ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] : [];

    private static string Program(string name) => Path.Combine(Programs!, name);

    private static string? Find()
    {
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            folders = Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(f => Path.Combine(f, "bin")).Concat(folders);
        }

        return OperatingSystem.IsWindows() ? null : folders.FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")));
    }

    /// <summary>A port that nobody has.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Run(params string[] command)
    {
        // Its output is not taken: the server would hold the pipe open for as long as it runs.
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh",
            ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", .. command])
        {
            WorkingDirectory = "/",
        })!;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)} ended with {process.ExitCode}");
    }
}
