using System.Globalization;
using ImageSearch.Index;
using ImageSearch.Storage;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Commit;

/// <summary>A process that commits without end and says so after each commit, until it is killed.</summary>
internal static class KilledWriter
{
    private const int MaxImages = 30;

    public static int Run(string path, int seed)
    {
        // What is compiled once takes longer than a commit; kills are to hit commits.
        ImageIndex warm = Samples.Index(new byte[128]);
        string scratch = path + ".warm";
        IndexFile.Save(warm, scratch, replace: true);
        warm.Remove(1);
        IndexFile.Save(warm);
        File.Delete(scratch);

        ImageIndex index = File.Exists(path) ? IndexFile.Open(path) : new ImageIndex(IndexSettings.Default);
        var random = new Random(seed);
        Console.WriteLine("ready");
        for (int commit = 1; ; commit++)
        {
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                int image = random.Next();
                index.Add(Samples.Image(NameOf(image), RowsOf(image)), out _);
            }

            while (index.ImageCount > MaxImages)
            {
                IReadOnlyList<IndexedImage> images = index.GetImages();
                index.Remove(images[random.Next(images.Count)].Id);
            }

            if (commit % 8 == 0)
            {
                IndexFile.Compact(index);
            }
            else
            {
                IndexFile.Save(index, path);
            }

            Console.WriteLine(StateOf(index));
        }
    }

    /// <summary>What a line ends with that was said to its end; no name of an image has it.</summary>
    public const char End = ';';

    /// <summary>The generation and the images that it has.</summary>
    public static string StateOf(ImageIndex index) => string.Create(CultureInfo.InvariantCulture,
        $"{index.Generation} {string.Join(',', index.GetImages().Select(i => $"{i.Id}:{Path.GetFileName(i.Path)}"))}{End}");

    /// <summary>The rows that an image of this name was given.</summary>
    public static byte[] RowsOf(string path) => RowsOf(int.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture));

    private static string NameOf(int image) => string.Create(CultureInfo.InvariantCulture, $"/{image}.jpg");

    private static byte[] RowsOf(int image) => Samples.Rows(new Random(image), 1 + (image % 400));
}
