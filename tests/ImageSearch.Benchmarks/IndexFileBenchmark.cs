using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Neighbours;
using ImageSearch.Sift;
using ImageSearch.Storage;
using ImageSearch.Storage.Repair;

namespace ImageSearch.Benchmarks;

/// <summary>The life of an index file: what opening, committing, compacting, checking and updating cost.</summary>
internal static class IndexFileBenchmark
{
    private const int RowsAnImage = 500;
    private const int ImagesACommit = 10;

    public static Command Command()
    {
        var rows = new Option<long>("--rows")
        {
            DefaultValueFactory = _ => 1_000_000,
            Description = "Rows in the index; their content is arbitrary.",
        };
        var files = new Option<int>("--files")
        {
            DefaultValueFactory = _ => 2000,
            Description = "Unchanged files that an update looks at.",
        };
        var runs = new Option<int>("--runs") { DefaultValueFactory = _ => 5, Description = "Median of so many runs." };
        var open = new Option<string?>("--open")
        {
            Description = "Only opens this file and prints the milliseconds: what a new process pays.",
            Hidden = true,
        };
        var command = new Command("index-file", "Opening, committing, compacting, checking and updating an index file.")
            { rows, files, runs, open };
        command.SetAction(result => result.GetValue(open) is { } path
            ? Open(path)
            : Run(result.GetValue(rows), result.GetValue(files), result.GetValue(runs), result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(long rows, int files, int runs, string? record)
    {
        string folder = Directory.CreateTempSubdirectory("index-file").FullName;
        try
        {
            string path = Path.Combine(folder, "a.imgidx");
            var random = new Random(1);
            var index = new ImageIndex(IndexSettings.Default);
            for (int i = 0; i < rows / RowsAnImage; i++)
            {
                index.Add(Image(random, $"/photos/folder {i / 100}/image {i}.jpg"), out _);
            }

            double saved = Milliseconds(() => IndexFile.Save(index, path));
            var json = new JsonObject
            {
                ["rows"] = index.RowCount,
                ["images"] = index.ImageCount,
                ["file_bytes"] = new FileInfo(path).Length,
                ["save_whole_ms"] = Math.Round(saved),
                ["open_new_process_ms"] = Math.Round(Median(runs, _ => OpenInNewProcess(path)), 2),
                ["open_ms"] = Math.Round(Median(runs, _ => Milliseconds(() => IndexFile.Open(path))), 2),
                ["open_faulted_bytes"] = FaultedBytes(path),
            };
            long before = new FileInfo(path).Length;
            json["commit_ms"] = Math.Round(Median(runs, run =>
            {
                for (int i = 0; i < ImagesACommit; i++)
                {
                    index.Add(Image(random, $"/photos/new/{run} {i}.jpg"), out _);
                }

                return Milliseconds(() => IndexFile.Save(index));
            }), 2);
            json["commit_bytes"] = (new FileInfo(path).Length - before) / runs;
            json["commit_row_bytes"] = ImagesACommit * RowsAnImage * 172;
            json["first_search_checks_ms"] =
                Math.Round(Milliseconds(() => SearchScope.All(index.Snapshot()).EnsureSound(Environment.ProcessorCount)), 1);
            json["test_ms"] = Math.Round(Milliseconds(() => IndexCheck.Run(path)));
            json["optimize_ms"] = Math.Round(Milliseconds(() => IndexFile.Compact(index)));
            Update(json, folder, files, runs);
            var report = new BenchmarkReport();
            foreach ((string name, JsonNode? value) in json)
            {
                report.Line($"{name,-26}{value}");
            }

            report.Finish(json, record);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Copies of the sample photos, each with some bytes behind, so that no two are the same.</summary>
    private static void Update(JsonObject json, string folder, int files, int runs)
    {
        string photos = Directory.CreateDirectory(Path.Combine(folder, "photos")).FullName;
        var index = new ImageIndex(IndexSettings.Default);
        var random = new Random(2);
        for (int i = 0; i < files; i++)
        {
            string path = Path.Combine(Directory.CreateDirectory(Path.Combine(photos, $"{i / 100}")).FullName, $"{i}.jpg");
            File.WriteAllText(path, $"{i}");
            var file = new FileInfo(path);
            DescribedImage image = Image(random, path);
            index.Add(image with { Facts = image.Facts with { LengthBytes = file.Length, ModifiedUtc = file.LastWriteTimeUtc } }, out _);
        }

        string indexPath = Path.Combine(folder, "b.imgidx");
        IndexFile.Save(index, indexPath);
        json["update_files"] = files;
        json["update_unchanged_ms"] = Math.Round(Median(runs, _ => Milliseconds(() =>
        {
            var update = new FolderUpdate(IndexFile.Open(indexPath), new UpdateOptions(photos, Recurse: true));
            if (update.Apply(update.Steps, commits: true).Any() || update.Summary.Unchanged != files)
            {
                throw new InvalidOperationException("The files should have been unchanged.");
            }
        })), 1);
    }

    private static DescribedImage Image(Random random, string path)
    {
        var descriptors = new byte[RowsAnImage * SiftSettings.DescriptorBytes];
        random.NextBytes(descriptors);
        var facts = new FileFacts(path, 1, DateTime.UnixEpoch, [.. System.Security.Cryptography.SHA256.HashData(descriptors)]);
        return new DescribedImage(
            facts, 640, 480, new ImageFeatures(512, 384, new Keypoint[RowsAnImage], descriptors, IndexSettings.Default.Sift.Descriptor));
    }

    private static int Open(string path)
    {
        Console.WriteLine(Milliseconds(() => IndexFile.Open(path)).ToString(System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    }

    private static double OpenInNewProcess(string path)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(IndexFileBenchmark).Assembly.Location, "index-file", "--open", path])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(output, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>How much of the file became resident by opening it; 0 where the system does not say.</summary>
    private static long FaultedBytes(string path)
    {
        ImageIndex opened = IndexFile.Open(path);
        bool isIn = false;
        long kilobytes = 0;
        foreach (string line in File.Exists("/proc/self/smaps") ? File.ReadLines("/proc/self/smaps") : [])
        {
            isIn = line.Contains(path, StringComparison.Ordinal) || (isIn && !line.Contains('-', StringComparison.Ordinal));
            kilobytes = isIn && line.StartsWith("Rss:", StringComparison.Ordinal)
                ? Math.Max(kilobytes, long.Parse(line[4..^2], System.Globalization.CultureInfo.InvariantCulture))
                : kilobytes;
        }

        GC.KeepAlive(opened);
        return kilobytes * 1024;
    }

    private static double Milliseconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(int runs, Func<int, double> measure) =>
        Enumerable.Range(0, runs).Select(measure).Order().ElementAt(runs / 2);
}
