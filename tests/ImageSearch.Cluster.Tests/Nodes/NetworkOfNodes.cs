using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>A network of some machines' kind on this machine: a namespace each, one bridge between them.</summary>
internal sealed partial class NetworkOfNodes : IDisposable
{
    private const int NewNetwork = 0x40000000;

    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"is{Environment.ProcessId % 10000}");
    private readonly int _count;

    /// <param name="count">How many machines.</param>
    public NetworkOfNodes(int count)
    {
        _count = count;
        Ip("link", "add", Bridge, "type", "bridge");
        Ip("link", "set", Bridge, "up");
        for (int i = 0; i < count; i++)
        {
            Ip("netns", "add", Space(i));
            Ip("link", "add", $"{_name}v{i}", "type", "veth", "peer", "name", "eth0", "netns", Space(i));
            Ip("link", "set", $"{_name}v{i}", "master", Bridge, "up");
            In(i, "address", "add", $"{Address(i)}/24", "dev", "eth0");
            In(i, "link", "set", "eth0", "up");
            In(i, "link", "set", "lo", "up");
        }
    }

    /// <summary>Whether this machine allows it.</summary>
    public static bool CanBe { get; } = OperatingSystem.IsLinux() && Environment.UserName == "root"
        && Try("netns", "add", "imagesearch-try")
        && Try("netns", "delete", "imagesearch-try");

    private string Bridge => _name + "b";

    /// <summary>A machine's address.</summary>
    public static string Address(int machine) => string.Create(CultureInfo.InvariantCulture, $"10.213.47.{machine + 1}");

    /// <summary>Starts a program there.</summary>
    public Process Start(int machine, ProcessStartInfo program)
    {
        var there = new ProcessStartInfo("ip", ["netns", "exec", Space(machine), program.FileName, .. program.ArgumentList])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(there)!;
    }

    /// <summary>A client that is there.</summary>
    public HttpClient Client(int machine, Uri address) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancel) =>
        {
            Socket socket = await SocketAsync(machine).ConfigureAwait(false);
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancel).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Pulls a machine's cable, or puts it back.</summary>
    public void SetCable(int machine, bool isIn) => Ip("link", "set", $"{_name}v{machine}", isIn ? "up" : "down");

    /// <summary>Lets nothing go from one machine to another, while what comes the other way arrives.</summary>
    public void CutWay(int from, int to) => In(from, "route", "add", "blackhole", Address(to) + "/32");

    /// <summary>Lets it go again.</summary>
    public void MendWay(int from, int to) => In(from, "route", "delete", "blackhole", Address(to) + "/32");

    public void Dispose()
    {
        for (int i = 0; i < _count; i++)
        {
            Try("netns", "delete", Space(i));
        }

        Try("link", "delete", Bridge);
    }

    private string Space(int machine) => string.Create(CultureInfo.InvariantCulture, $"{_name}-{machine}");

    private void In(int machine, params string[] words) => Ip(["-n", Space(machine), .. words]);

    private static void Ip(params string[] words) => Assert.True(Try(words), $"ip {string.Join(' ', words)} failed");

    private static bool Try(params string[] words)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("ip", words)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>A socket is of the network in which its thread is when it is made.</summary>
    private Task<Socket> SocketAsync(int machine)
    {
        var made = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                using SafeFileHandle space = File.OpenHandle($"/run/netns/{Space(machine)}");
                Assert.Equal(0, SetNamespace(space, NewNetwork));
                made.SetResult(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
            }
            catch (Exception e)
            {
                made.SetException(e);
            }
        });
        thread.Start();
        return made.Task;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle file, int kind);
}
