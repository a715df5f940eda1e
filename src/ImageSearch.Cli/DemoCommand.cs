using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ImageSearch.Files;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
using Spectre.Console;

namespace ImageSearch.Cli;

/// <summary>imagesearch demo: the sample photos into an index, altered copies of some searched for, and photos that are not in
/// it.</summary>
internal static class DemoCommand
{
    /// <summary>Every so many photos are altered, each in another way than the one before.</summary>
    private const int Every = 2;

    /// <summary>So many photos are asked for that are not in the index.</summary>
    private const int Unknown = 2;

    private const string NotIndexed = "Not indexed";

    public static Command Create()
    {
        var photos = new Option<string?>("--photos") { Description = "A folder of photos of your own instead of the samples." };
        Option<bool> json = CommonOptions.Json();
        var command = new Command(
            "demo", "Indexes the sample photos, alters some and finds them again, and asks for others that it should not find.")
        {
            photos, json,
        };
        command.SetAction((result, cancel) => Task.Run(() => Run(result.GetValue(photos), result.GetValue(json), cancel)));
        return command;
    }

    private static int Run(string? own, bool json, CancellationToken cancel)
    {
        string folder = own ?? Path.Combine(AppContext.BaseDirectory, "samples");
        string[] photos = Directory.Exists(folder) ? [.. ImagePaths.Expand([folder], recurse: true, Output.Error)] : [];
        if (photos.Length == 0)
        {
            Console.Error.WriteLine($"There are no photos in '{folder}'.");
            return ExitCodes.Failed;
        }

        string copies = Directory.CreateTempSubdirectory("imagesearch-demo-").FullName;
        try
        {
            var index = new ImageIndex(IndexSettings.Default);
            long start = Stopwatch.GetTimestamp();
            int failed = Fill(index, photos, cancel);
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            var answers = new List<DemoAnswer>();
            Alteration[] ways = Enum.GetValues<Alteration>();
            for (int i = 0; i < photos.Length; i += Every)
            {
                if (index.TryGet(photos[i], out _))
                {
                    answers.Add(Ask(index, photos[i], ways[i / Every % ways.Length], copies, cancel));
                }
            }

            // Of one's own photos none is known to be of nothing else there.
            answers.AddRange((own is null ? UnknownPhotos() : []).Select(p => Ask(index, p, null, copies, cancel)));
            Report(index, taken, answers, json);
            return failed > 0 ? ExitCodes.SomeImagesFailed : answers.TrueForAll(a => a.Right) ? ExitCodes.Done : ExitCodes.NoMatch;
        }
        finally
        {
            Directory.Delete(copies, recursive: true);
        }
    }

    private static int Fill(ImageIndex index, string[] photos, CancellationToken cancel)
    {
        using var ingest = new ImageIngest(index, cancel: cancel);
        foreach (string photo in photos)
        {
            ingest.Post(photo);
        }

        int failed = 0;
        while (ingest.Take(wait: true) is { } result)
        {
            if (result.Error is not null)
            {
                failed++;
                Output.Error(result.Error);
            }
        }

        return failed;
    }

    private static IEnumerable<string> UnknownPhotos() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "samples-unknown"), "*.jpg").Order(StringComparer.Ordinal).Take(Unknown);

    /// <param name="index">Where to search.</param>
    /// <param name="photo">What is searched for, or a copy of it.</param>
    /// <param name="way">How the copy is altered; null for a photo that is not in the index.</param>
    /// <param name="copies">Where the copy is made.</param>
    /// <param name="cancel">Ends the search.</param>
    private static DemoAnswer Ask(ImageIndex index, string photo, Alteration? way, string copies, CancellationToken cancel)
    {
        string query = photo;
        if (way is { } alteration)
        {
            query = Path.Combine(copies, $"{way}.jpg");
            AlteredCopy.Write(photo, query, alteration);
        }

        var describer = new ImageDescriber(index.Settings);
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<ImageMatch> matches =
            ImageSearcher.Search(index.Snapshot(), ImageQuery.Of(describer.Describe(query)), new SearchOptions(), cancel);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        ImageMatch? best = matches.Count > 0 ? matches[0] : null;
        bool right = way is null ? best is null : best is not null && FilePaths.Comparer.Equals(best.Image.Path, Path.GetFullPath(photo));
        return new DemoAnswer(Path.GetFileNameWithoutExtension(photo), way, best, right, milliseconds);
    }

    private static void Report(ImageIndex index, TimeSpan taken, List<DemoAnswer> answers, bool json)
    {
        if (json)
        {
            Output.Json(new
            {
                Images = index.ImageCount,
                Rows = index.RowCount,
                IndexMilliseconds = Math.Round(taken.TotalMilliseconds),
                Right = answers.Count(a => a.Right),
                Asked = answers.Count,
                Answers = answers.Select(a => new
                {
                    Query = a.Photo,
                    Alteration = a.Way?.ToString() ?? NotIndexed,
                    Answer = a.Best?.Image.Path,
                    a.Best?.Votes,
                    a.Best?.Score,
                    a.Best?.Inliers,
                    a.Best?.Confidence,
                    a.Right,
                    Milliseconds = Math.Round(a.Milliseconds, 1),
                }),
            });
            return;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Indexed {index.ImageCount} photos, {index.RowCount} rows, in {taken.TotalSeconds:0.0} s. Looking for altered copies of "
            + $"{answers.Count(a => a.Way is not null)}"
            + $"{(answers.Exists(a => a.Way is null) ? " and for others" : "")}:"));
        Table table = Output.NewTable("query", "altered", "answer", "confidence", "inliers", "votes", "", "ms");
        foreach (DemoAnswer a in answers)
        {
            table.AddRow(Markup.Escape(a.Photo), (a.Way?.ToString() ?? NotIndexed).ToLowerInvariant(),
                Markup.Escape(a.Best is null ? "no match" : Path.GetFileNameWithoutExtension(a.Best.Image.Path)),
                Output.Confidence(a.Best?.Confidence), $"{a.Best?.Inliers}", $"{a.Best?.Votes}",
                a.Right ? "[green]right[/]" : "[red]wrong[/]", a.Milliseconds.ToString("0", CultureInfo.InvariantCulture));
        }

        Output.Write(table);
        Console.WriteLine($"{answers.Count(a => a.Right)} of {answers.Count} right.");
    }

    private sealed record DemoAnswer(string Photo, Alteration? Way, ImageMatch? Best, bool Right, double Milliseconds);
}
