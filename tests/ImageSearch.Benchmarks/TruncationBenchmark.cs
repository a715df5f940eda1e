using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Sift;
using ImageSearch.Storage;

namespace ImageSearch.Benchmarks;

/// <summary>What becomes of a process that searches an index file without pause while another program cuts the file short, or writes over
/// it.</summary>
internal static class TruncationBenchmark
{
    public const int RowsAnImage = 500;
    private const int QueryRows = 200;

    public static Command Command()
    {
        var rows = new Option<int>("--rows")
        { DefaultValueFactory = _ => 200_000, Description = "Rows in the index; their content is arbitrary." };
        var runs = new Option<int>("--runs") { DefaultValueFactory = _ => 50, Description = "How often it is done, of each kind." };
        var search = new Option<string?>("--search") { Description = "Only searches this file until it is refused.", Hidden = true };
        var command = new Command("truncation", "An index file that is cut short or written over while it is searched.")
            { rows, runs, search };
        command.SetAction(result => result.GetValue(search) is { } path
            ? Search(path)
            : Run(result.GetValue(rows), result.GetValue(runs), result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(int rows, int runs, string? record)
    {
        string folder = Directory.CreateTempSubdirectory("truncation").FullName;
        try
        {
            string first = Path.Combine(folder, "first.imgidx"), second = Path.Combine(folder, "second.imgidx"),
                path = Path.Combine(folder, "a.imgidx");
            IndexFile.Save(Made(rows, 1), first);
            IndexFile.Save(Made(rows, 2), second);
            byte[] other = File.ReadAllBytes(second);
            var json = new JsonObject { ["rows"] = rows, ["runs"] = runs };
            var report = new BenchmarkReport();
            Measure("cut short", file => file.SetLength(file.Length / 2));
            Measure("written over", file => file.Write(other));
            report.Finish(json, record);
            return 0;

            void Measure(string what, Action<FileStream> change)
            {
                var counts = new Dictionary<string, int>();
                var random = new Random(1);
                for (int run = 0; run < runs; run++)
                {
                    File.Copy(first, path, overwrite: true);
                    string end = EndOf(path, random.Next(200), change);
                    counts[end] = counts.GetValueOrDefault(end) + 1;
                }

                report.Line($"{what,-14}{string.Join(", ", counts.OrderByDescending(c => c.Value).Select(c => $"{c.Key}: {c.Value}"))}");
                json[what.Replace(' ', '_')] = new JsonObject(
                    counts.Select(c => KeyValuePair.Create(c.Key.Replace(' ', '_'), (JsonNode?)c.Value)));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>How a process ends that searches a file which is changed after a while.</summary>
    private static string EndOf(string path, int afterMilliseconds, Action<FileStream> change)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(TruncationBenchmark).Assembly.Location, "truncation", "--search", path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string? ready = process.StandardOutput.ReadLine();
        Thread.Sleep(afterMilliseconds);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
        {
            change(file);
        }

        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        errors.Wait();
        return ready is null ? "never began" : process.ExitCode != 0 ? "process ended" : said.Trim();
    }

    /// <summary>Searches for the same until the file is refused; says whether all answers were the same.</summary>
    private static int Search(string path)
    {
        ImageIndex index = IndexFile.Open(path);
        var options = new SearchOptions { Verify = false, MinimumVotes = 1 };
        ImageQuery query = ImageQuery.OfDescriptors(Rows(new Random(3), QueryRows));
        string expected = Answer(), now = expected;
        Console.WriteLine("ready");
        try
        {
            while (now == expected)
            {
                now = Answer();
            }

            // The answer to a search in the middle of which the file was changed.
            Answer();
        }
        catch (IndexException e)
        {
            Console.WriteLine(now == expected ? $"{e.Kind}" : $"a wrong answer and then {e.Kind}");
            return 0;
        }

        Console.WriteLine("a wrong answer, and no error");
        return 0;

        string Answer() => string.Join(' ', ImageSearcher.Search(index.Snapshot(), query, options).Select(m => $"{m.Image.Id}:{m.Votes}"));
    }

    /// <summary>An index of arbitrary rows, 500 an image.</summary>
    public static ImageIndex Made(int rows, int seed)
    {
        var random = new Random(seed);
        var index = new ImageIndex(IndexSettings.Default);
        for (int i = 0; i < rows / RowsAnImage; i++)
        {
            byte[] descriptors = Rows(random, RowsAnImage);
            var facts = new FileFacts($"/photos/{i}.jpg", 1, DateTime.UnixEpoch, [.. SHA256.HashData(descriptors)]);
            index.Add(new DescribedImage(facts, 640, 480,
                new ImageFeatures(512, 384, new Keypoint[RowsAnImage], descriptors, IndexSettings.Default.Sift.Descriptor)), out _);
        }

        return index;
    }

    private static byte[] Rows(Random random, int rows)
    {
        var bytes = new byte[rows * SiftSettings.DescriptorBytes];
        random.NextBytes(bytes);
        return bytes;
    }
}
