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
        return numbers.Length == 9 ? new Homography(numbers)
            : throw new InvalidDataException($"{path} has {numbers.Length} numbers instead of 9.");
    }

    /// <summary>The homography that takes four places to four others, x and y each.</summary>
    public static Homography Between(double[] from, double[] to)
    {
        var rows = new double[8, 9];
        for (int i = 0; i < 4; i++)
        {
            (double x, double y, double u, double v) = (from[2 * i], from[(2 * i) + 1], to[2 * i], to[(2 * i) + 1]);
            double[] across = [x, y, 1, 0, 0, 0, -u * x, -u * y, u], down = [0, 0, 0, x, y, 1, -v * x, -v * y, v];
            for (int j = 0; j < 9; j++)
            {
                (rows[2 * i, j], rows[(2 * i) + 1, j]) = (across[j], down[j]);
            }
        }

        return new Homography([.. Solve(rows), 1]);
    }

    /// <summary>Gauss and Jordan, with pivots.</summary>
    private static double[] Solve(double[,] rows)
    {
        int count = rows.GetLength(0);
        for (int column = 0; column < count; column++)
        {
            int pivot = Enumerable.Range(column, count - column).MaxBy(r => Math.Abs(rows[r, column]));
            for (int j = 0; j <= count; j++)
            {
                (rows[column, j], rows[pivot, j]) = (rows[pivot, j], rows[column, j]);
            }

            for (int row = 0; row < count; row++)
            {
                double by = row == column ? 0 : rows[row, column] / rows[column, column];
                for (int j = column; j <= count; j++)
                {
                    rows[row, j] -= by * rows[column, j];
                }
            }
        }

        return [.. Enumerable.Range(0, count).Select(i => rows[i, count] / rows[i, i])];
    }

    public (double X, double Y) Map(double x, double y)
    {
        double w = (numbers[6] * x) + (numbers[7] * y) + numbers[8];
        return (((numbers[0] * x) + (numbers[1] * y) + numbers[2]) / w, ((numbers[3] * x) + (numbers[4] * y) + numbers[5]) / w);
    }
}
