namespace ImageSearch.Geometry;

/// <summary>Linear equations with more rows than unknowns, summed to the normal equations and solved by elimination with pivots.</summary>
internal sealed class NormalEquations(int unknowns)
{
    private readonly double[] _sums = new double[unknowns * (unknowns + 1)];

    public void Add(ReadOnlySpan<double> factors, double value)
    {
        for (int i = 0; i < factors.Length; i++)
        {
            double factor = factors[i];
            Span<double> row = Row(i);
            for (int j = i; j < factors.Length; j++)
            {
                row[j] += factor * factors[j];
            }

            row[^1] += factor * value;
        }
    }

    /// <summary>Adds to one sum what was summed elsewhere.</summary>
    /// <param name="row">The sum's row.</param>
    /// <param name="column">Its column, not left of the diagonal; the number of unknowns for that of the values.</param>
    /// <param name="sum">What is added.</param>
    public void AddSum(int row, int column, double sum) => Row(row)[column] += sum;

    /// <summary>The solution; null where a pivot is below <paramref name="leastPivot"/> of the largest. Ends its use.</summary>
    public double[]? Solve(double leastPivot)
    {
        double largest = 0;
        for (int i = 0; i < unknowns; i++)
        {
            largest = Math.Max(largest, Row(i)[i]);
            for (int j = 0; j < i; j++)
            {
                Row(i)[j] = Row(j)[i];
            }
        }

        for (int column = 0; column < unknowns; column++)
        {
            int pivot = column;
            for (int row = column + 1; row < unknowns; row++)
            {
                pivot = Math.Abs(Row(row)[column]) > Math.Abs(Row(pivot)[column]) ? row : pivot;
            }

            if (!(Math.Abs(Row(pivot)[column]) > leastPivot * largest))
            {
                return null;
            }

            Span<double> taken = Row(column), best = Row(pivot);
            for (int j = 0; j < taken.Length; j++)
            {
                (best[j], taken[j]) = (taken[j], best[j]);
            }

            for (int row = 0; row < unknowns; row++)
            {
                Span<double> left = Row(row);
                double by = row == column ? 0 : left[column] / taken[column];
                for (int j = column; by != 0 && j < left.Length; j++)
                {
                    left[j] -= by * taken[j];
                }
            }
        }

        var solution = new double[unknowns];
        for (int i = 0; i < unknowns; i++)
        {
            solution[i] = Row(i)[unknowns] / Row(i)[i];
        }

        return solution;
    }

    private Span<double> Row(int row) => _sums.AsSpan(row * (unknowns + 1), unknowns + 1);
}
