using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ImageSearch.Benchmarks;

/// <summary>The classic service as a process of its own (peers/flask_service.py).</summary>
internal sealed partial class FlaskPeer : IDisposable
{
    private readonly Process _process;

    private FlaskPeer(Process process, Match said)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = new Uri(said.Groups[1].Value), Timeout = TimeSpan.FromMinutes(2) };
        (Server, Rows) = (said.Groups[2].Value, long.Parse(said.Groups[3].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    public HttpClient Client { get; }

    /// <summary>What serves Flask.</summary>
    public string Server { get; }

    public long Rows { get; }

    /// <summary>Starts it over images; null, said loudly, if it or what it needs is not there.</summary>
    public static FlaskPeer? Start(string? folder, string[] images, int clients, string scratch)
    {
        string script = Path.GetFullPath(Path.Combine(folder ?? "", "sift_vote.py")), list = Path.Combine(scratch, "images.txt");
        string wrapper = Path.Combine(BenchmarkReport.Root(), "tests", "ImageSearch.Benchmarks", "peers", "flask_service.py");
        if (folder is null || !File.Exists(script) || !File.Exists(Peer.Python))
        {
            Console.WriteLine("PEER SKIPPED: name the folder of sift_vote.py with --peers; it needs Debian's python3-flask "
                + "python3-waitress python3-opencv python3-faiss");
            return null;
        }

        File.WriteAllLines(list, images.Select(Path.GetFullPath));
        Process process = Process.Start(Peer.StartOf(wrapper, "--script", script, "--files", list, "--server-threads", $"{clients}"))!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (Listening().Match(line) is { Success: true } said)
            {
                return new FlaskPeer(process, said);
            }
        }

        Console.WriteLine("PEER SKIPPED: flask_service.py ended; its message is above");
        return null;
    }

    public double ResidentMegabytes()
    {
        _process.Refresh();
        return _process.WorkingSet64 / (double)(1 << 20);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        Client.Dispose();
        _process.Dispose();
    }

    [GeneratedRegex(@"^Listening on (\S+) (\w+) (\d+) rows")]
    private static partial Regex Listening();
}
