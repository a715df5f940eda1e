using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Benchmarks.Lookalikes;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Pictures;
using ImageSearch.Retrieval;

namespace ImageSearch.Benchmarks.Thorough;

/// <summary>
/// Queries that the usual search misses, asked of an index of their originals among others: a quarter of a drawn page, collages of nine, a
/// part of a long panorama, views from aside.
/// </summary>
internal static class HardQueries
{
    private const int Pages = 8, Panoramas = 8, Nines = 6, Cell = 200, Gap = 8, MaxMatches = 20;

    public static void Measure(string[] index, string[] photos, int views, string folder, BenchmarkReport report, JsonObject json)
    {
        string originals = Directory.CreateDirectory(Path.Combine(folder, "originals")).FullName;
        var shop = new Workshop("thorough", LookalikeSet.Halves[0], 1, new PhotoPool(index, 1), new LookalikeSet(folder));
        var kinds = new (string Name, List<(string Query, string[] Answers)> Asked)[]
        {
            ("quarter of a page", QuartersOfPages(shop, originals, folder)),
            ("collage of nine", Collages(shop, originals, folder)),
            ("part of a panorama", PartsOfPanoramas(photos, originals, folder)),
            ("view from aside", [.. ObliqueViews.Make(photos, views, folder).Select((p, i) =>
            {
                string first = Path.Combine(originals, $"aside{i}.jpg");
                File.Move(p.First, first);
                return (p.Second, new[] { first });
            })]),
        };
        var built = new ImageIndex(IndexSettings.Default);
        AccuracyBenchmark.Fill(built, [originals, .. index], Environment.ProcessorCount);
        IndexSnapshot snapshot = built.Snapshot();
        report.Line($"asked of {snapshot.ImageCount} images: right answers of all there are");
        report.Line($"{"",-24}{"answers",8}{"usual",7}{"thorough",10}{"usual ms",10}{"thorough ms",13}");
        foreach ((string name, List<(string Query, string[] Answers)> asked) in kinds)
        {
            (int usual, int usualWrong, double usualMs) = Ask(snapshot, new ImageDescriber(snapshot.Settings), asked);
            (int thorough, int wrong, double ms) = Ask(snapshot, ImageDescriber.ForThoroughSearch(snapshot.Settings), asked);
            int all = asked.Sum(a => a.Answers.Length);
            report.Line($"{name,-24}{all,8}{usual,7}{thorough,10}{usualMs,10:0}{ms,13:0}   other answers: {usualWrong} and {wrong}");
            json[name] = new JsonObject
            {
                ["queries"] = asked.Count,
                ["answers"] = all,
                ["usual"] = usual,
                ["thorough"] = thorough,
                ["usual_ms"] = Math.Round(usualMs),
                ["thorough_ms"] = Math.Round(ms),
                ["other_usual"] = usualWrong,
                ["other_thorough"] = wrong,
            };
        }
    }

    private static (int Right, int Other, double Ms) Ask(
        IndexSnapshot snapshot, ImageDescriber describer, List<(string Query, string[] Answers)> asked)
    {
        (int right, int other) = (0, 0);
        long start = Stopwatch.GetTimestamp();
        foreach ((string query, string[] answers) in asked)
        {
            string[] found = [.. ImageSearcher.Search(snapshot, ImageQuery.Of(describer.Describe(query)),
                new SearchOptions(MaximumMatches: MaxMatches))
                .Select(m => m.Image.Path)];
            int hits = found.Count(f => answers.Contains(f));
            (right, other) = (right + hits, other + found.Length - hits);
        }

        return (right, other, Stopwatch.GetElapsedTime(start).TotalMilliseconds / asked.Count);
    }

    private static List<(string, string[])> QuartersOfPages(Workshop shop, string originals, string folder) =>
        [.. Enumerable.Range(0, Pages).Select(i =>
    {
        ColourImage page = Books.Page(shop, Phrases.Of(shop.Chance, 4), i % 2 == 0 ? Face.Serif : Face.Sans, 10 + i);
        string whole = Write(originals, $"page{i}.png", Encode.Png(page));
        int width = page.Width / 2, height = page.Height / 2;
        return (Write(folder, $"quarter{i}.jpg", Encode.Jpeg(Retouch.Crop(page, i % 2 * width, i / 2 % 2 * height, width, height), 85)),
            new[] { whole });
    })];

    private static List<(string, string[])> Collages(Workshop shop, string originals, string folder) =>
        [.. Enumerable.Range(0, Nines).Select(n =>
    {
        var sheet = new Sheet((3 * (Cell + Gap)) + Gap, (3 * (Cell + Gap)) + Gap, new Ink(255, 255, 255));
        string[] sources = [.. Enumerable.Range(0, 9).Select(i =>
        {
            ColourImage photo = shop.Photo(), small = Pixels.Scale(photo, Cell / (double)Math.Max(photo.Width, photo.Height));
            sheet.Paste(small, Gap + (i % 3 * (Cell + Gap)) + ((Cell - small.Width) / 2), Gap + (i / 3 * (Cell + Gap))
                + ((Cell - small.Height) / 2));
            return Write(originals, $"nine{n}-{i}.jpg", Encode.Jpeg(photo, 92));
        })];
        return (Write(folder, $"nine{n}.jpg", Encode.Jpeg(sheet.Image, 85)), sources);
    })];

    /// <summary>A strip of a large photograph, eight times as wide as it is high, and a fifth of it as wide.</summary>
    private static List<(string, string[])> PartsOfPanoramas(string[] photos, string originals, string folder) =>
        [.. Enumerable.Range(0, Panoramas).Select(i =>
    {
        ColourImage photo = Pixels.Read(photos[i % photos.Length], 4000);
        int height = photo.Width / 8, top = (photo.Height - height) / 2, width = photo.Width / 5;
        ColourImage strip = Retouch.Crop(photo, 0, top, photo.Width, height);
        string whole = Write(originals, $"panorama{i}.jpg", Encode.Jpeg(strip, 90));
        return (Write(folder, $"part{i}.jpg", Encode.Jpeg(Retouch.Crop(strip, i % 5 * width, 0, width, height), 85)), new[] { whole });
    })];

    private static string Write(string folder, string name, byte[] bytes)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
