using System.Globalization;

namespace ImageSearch.Benchmarks;

/// <summary>Where a point of one image of a plane lies in another: u = H x, up to scale; nine numbers, row by row.</summary>
internal sealed class Homography(double[] numbers)
{
    /// <summary>Reads nine numbers separated by white space.</summary>
    public static Homography Read(string path)
    {
        double[] numbers = [.. File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
        return numbers.Length == 9 ? new Homography(numbers) : throw new InvalidDataException($"{path} has {numbers.Length} numbers instead of 9.");
    }

    public (double X, double Y) Map(double x, double y)
    {
        double w = (numbers[6] * x) + (numbers[7] * y) + numbers[8];
        return (((numbers[0] * x) + (numbers[1] * y) + numbers[2]) / w, ((numbers[3] * x) + (numbers[4] * y) + numbers[5]) / w);
    }
}
