using System.Globalization;
using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Geometry;

namespace ImageSearch.Benchmarks.Thorough;

/// <summary>Two photographs of one plane, and where each pixel of the first lies in the second.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="First">An image file.</param>
/// <param name="Second">An image file.</param>
/// <param name="Truth">From the first file's pixels to the second's.</param>
internal sealed record ViewPair(string Name, string First, string Second, Homography Truth)
{
    /// <summary>Of the second image's long side: a transform that is off by no more, on average over the places that both show, is
    /// right.</summary>
    private const double MaxError = 0.05;

    private const int Places = 24;

    /// <summary>The pairs of a folder of sequences: img1.png against each other one with an H1toNp, and perhaps a P1toNp of labelled
    /// places.</summary>
    public static IEnumerable<ViewPair> OfSequences(string folder) => Directory.GetDirectories(folder).Order(StringComparer.Ordinal)
        .SelectMany(sequence =>
        Enumerable.Range(2, 5).Select(n => (n, Truth: Path.Combine(sequence, $"H1to{n}p"))).Where(p => File.Exists(p.Truth))
        .Select(p => new ViewPair(
            $"{Path.GetFileName(sequence)} 1-{p.n}", Path.Combine(sequence, "img1.png"), Path.Combine(sequence, $"img{p.n}.png"),
            Homography.Read(p.Truth))
        {
            Labelled = Points(Path.Combine(sequence, $"P1to{p.n}p")),
        }));

    /// <summary>How far a comparison's transform is off, as a share of the second image's long side; infinite where there is
    /// none.</summary>
    public double Error(ImageComparison comparison, DescribedImage first, DescribedImage second)
    {
        if (comparison.Geometry?.Transform is not { } transform)
        {
            return double.PositiveInfinity;
        }

        FileScale back = FileScale.Of(first.Features.Width, first.Features.Height, first.Width, first.Height);
        FileScale forth = FileScale.Of(second.Width, second.Height, second.Features.Width, second.Features.Height);
        double sum = 0;
        int count = 0;
        foreach ((double x, double y, double u, double v) in Labelled ?? Grid(first))
        {
            if (u >= 0 && v >= 0 && u < second.Width && v < second.Height)
            {
                (double dx, double dy) = back.Apply(x, y);
                (double tx, double ty) = transform.Apply(dx, dy);
                (double fx, double fy) = forth.Apply(tx, ty);
                sum += Math.Min(1, Math.Sqrt(((fx - u) * (fx - u)) + ((fy - v) * (fy - v))) / Math.Max(second.Width, second.Height));
                count++;
            }
        }

        return count == 0 ? double.PositiveInfinity : sum / count;
    }

    /// <summary>Where the truth is known at places alone, these: x and y in the first file, x and y in the second.</summary>
    public IReadOnlyList<(double X, double Y, double U, double V)>? Labelled { get; init; }

    private IEnumerable<(double X, double Y, double U, double V)> Grid(DescribedImage first) =>
        Enumerable.Range(0, Places * Places).Select(i =>
    {
        double x = ((i % Places) + 0.5) * first.Width / Places, y = ((i / Places) + 0.5) * first.Height / Places;
        (double u, double v) = Truth.Map(x, y);
        return (x, y, u, v);
    });

    private static List<(double X, double Y, double U, double V)>? Points(string path) => !File.Exists(path) ? null
        : [.. File.ReadLines(path)
        .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())
        .Select(p => (p[0], p[1], p[2], p[3]))];

    /// <summary>Whether the pair is solved: the comparison is a match, and its transform is right.</summary>
    public bool IsSolved(ImageComparison comparison, DescribedImage first, DescribedImage second) =>
        comparison.IsMatch && Error(comparison, first, second) <= MaxError;
}
