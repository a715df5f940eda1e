using System.CommandLine;
using System.Globalization;
using System.Text;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Benchmarks;

/// <summary>
/// Makes the constant that sketches are made with, from a file of real rows: the leading principal axes, scaled to a length of 4096 and
/// rounded to integers. The same rows make the same source file.
/// </summary>
internal static class BasisMaker
{
    private const int Length = 4096;
    private const int Dimensions = ScanLayout.RowBytes;
    private const int LineLength = 170;

    public static Command Command()
    {
        var rows = new Option<string>("--rows") { Required = true, Description = "File of rows of 128 bytes, as make-rows writes it." };
        var output = new Option<string>("--out")
        {
            Required = true,
            Description = "The source file to write: src/ImageSearch.Core/Index/SketchBasis.cs.",
        };
        var command = new Command("make-basis", "Makes the basis of the sketches from real rows.") { rows, output };
        command.SetAction(result =>
        {
            byte[] bytes = File.ReadAllBytes(result.GetRequiredValue(rows));
            File.WriteAllText(result.GetRequiredValue(output), Write(bytes));
        });
        return command;
    }

    private static string Write(byte[] rows)
    {
        (double[,] covariance, double[] mean) = Moments(rows);
        (double[] values, double[,] vectors) = SymmetricEigen.Solve(covariance);
        int[] order = [.. Enumerable.Range(0, Dimensions).OrderByDescending(i => values[i])];
        var axes = new int[ScanLayout.Axes][];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            double[] vector = [.. Enumerable.Range(0, Dimensions).Select(i => vectors[i, order[axis]])];
            double sign = vector[vector.Index().MaxBy(v => Math.Abs(v.Item)).Index] < 0 ? -Length : Length;
            axes[axis] = [.. vector.Select(v => (int)Math.Round(sign * v))];
        }

        int[] centres = [.. axes.Select(a => (int)Math.Round(a.Zip(mean, (v, m) => v * m).Sum()))];
        long gershgorin = axes.Max(a => axes.Sum(b => Math.Abs(a.Zip(b, (x, y) => (long)x * y).Sum())));
        double kept = order.Take(ScanLayout.Axes).Sum(i => values[i]) / values.Sum();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
            namespace ImageSearch.Index;

            /// <summary>
            /// The basis of sketches: the {{ScanLayout.Axes}} leading principal axes of SIFT descriptors, {{Length}} long, rounded to
            /// integers. Written by the benchmark program's make-basis from {{rows.Length / Dimensions:#,0}} rows, of whose variance it
            /// keeps {{kept * 100:0.0}} %;
            /// docs/decisions/0010-rows-ruled-out-by-sketches.md says of which. Other sketches would rule out as exactly, so another basis
            /// changes no answer; but index files that hold sketches must then be of another version.
            /// </summary>
            internal static class SketchBasis
            {
                /// <summary>The largest sum of absolute values in a row of the axes' matrix of dot products with each other; no
                /// eigenvalue of that matrix is above it.</summary>
                public const long Gershgorin = {{gershgorin}};

                /// <summary>The projections of the mean row, which are taken off so that coordinates lie around zero.</summary>
                public static ReadOnlySpan<int> Centres =>
                [

            """);
        AppendNumbers(text, centres);
        text.Append("    ];\n\n    /// <summary>Axis after axis, 128 numbers each.</summary>\n    public static ReadOnlySpan<short> "
            + "Numbers =>\n    [\n");
        foreach (int[] axis in axes)
        {
            AppendNumbers(text, axis);
        }

        return text.Append("    ];\n}\n").ToString().ReplaceLineEndings("\n");
    }

    private static (double[,] Covariance, double[] Mean) Moments(byte[] rows)
    {
        // In integers, so that nothing depends on the order of sums.
        int count = rows.Length / Dimensions;
        var sums = new long[Dimensions];
        var products = new long[Dimensions, Dimensions];
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<byte> x = rows.AsSpan(row * Dimensions, Dimensions);
            for (int i = 0; i < Dimensions; i++)
            {
                sums[i] += x[i];
                for (int j = 0; j <= i; j++)
                {
                    products[i, j] += x[i] * x[j];
                }
            }
        }

        double[] mean = [.. sums.Select(s => s / (double)count)];
        var covariance = new double[Dimensions, Dimensions];
        for (int i = 0; i < Dimensions; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                covariance[i, j] = covariance[j, i] = (products[i, j] / (double)count) - (mean[i] * mean[j]);
            }
        }

        return (covariance, mean);
    }

    private static void AppendNumbers(StringBuilder text, int[] numbers)
    {
        var line = new StringBuilder("       ");
        foreach (int number in numbers)
        {
            string word = number.ToString(CultureInfo.InvariantCulture);
            if (line.Length + word.Length + 2 > LineLength)
            {
                text.Append(line).Append('\n');
                line.Clear().Append("       ");
            }

            line.Append(' ').Append(word).Append(',');
        }

        text.Append(line).Append('\n');
    }
}
