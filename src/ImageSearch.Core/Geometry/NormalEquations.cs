namespace ImageSearch.Geometry;

/// <summary>Linear equations with more rows than unknowns, summed to the normal equations and solved by elimination with pivots.</summary>
internal sealed class NormalEquations(int unknowns)
{
    private readonly double[,] _sums = new double[unknowns, unknowns + 1];

    public void Add(ReadOnlySpan<double> factors, double value)
    {
        for (int i = 0; i < unknowns; i++)
        {
            double factor = factors[i];
            for (int j = i; j < unknowns; j++)
            {
                _sums[i, j] += factor * factors[j];
            }

            _sums[i, unknowns] += factor * value;
        }
    }

    /// <summary>Adds to one sum what was summed elsewhere.</summary>
    /// <param name="row">The sum's row.</param>
    /// <param name="column">Its column, not left of the diagonal; the number of unknowns for that of the values.</param>
    /// <param name="sum">What is added.</param>
    public void AddSum(int row, int column, double sum) => _sums[row, column] += sum;

    /// <summary>The solution; null where a pivot is below <paramref name="leastPivot"/> of the largest. Ends its use.</summary>
    public double[]? Solve(double leastPivot)
    {
        double largest = 0;
        for (int i = 0; i < unknowns; i++)
        {
            largest = Math.Max(largest, _sums[i, i]);
            for (int j = 0; j < i; j++)
            {
                _sums[i, j] = _sums[j, i];
            }
        }

        for (int column = 0; column < unknowns; column++)
        {
            int pivot = column;
            for (int row = column + 1; row < unknowns; row++)
            {
                pivot = Math.Abs(_sums[row, column]) > Math.Abs(_sums[pivot, column]) ? row : pivot;
            }

            if (!(Math.Abs(_sums[pivot, column]) > leastPivot * largest))
            {
                return null;
            }

            for (int j = 0; j <= unknowns; j++)
            {
                (_sums[pivot, j], _sums[column, j]) = (_sums[column, j], _sums[pivot, j]);
            }

            for (int row = 0; row < unknowns; row++)
            {
                double by = row == column ? 0 : _sums[row, column] / _sums[column, column];
                for (int j = column; by != 0 && j <= unknowns; j++)
                {
                    _sums[row, j] -= by * _sums[column, j];
                }
            }
        }

        var solution = new double[unknowns];
        for (int i = 0; i < unknowns; i++)
        {
            solution[i] = _sums[i, unknowns] / _sums[i, i];
        }

        return solution;
    }
}
