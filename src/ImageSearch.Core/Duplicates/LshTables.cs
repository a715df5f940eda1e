using ImageSearch.Kernels.Scan;

namespace ImageSearch.Duplicates;

/// <summary>
/// Rows in buckets by the signs of some coordinates of their sketches: like rows mostly fall into the same one (locality-sensitive hashing;
/// Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002). Several tables, each by other axes, so that a few
/// wrong signs do not lose an image that has hundreds of rows.
/// </summary>
internal sealed class LshTables
{
    private const int Tables = 6;

    /// <summary>A bucket with more rows says nothing: sky, sea, borders.</summary>
    private const int MaxRows = 256;

    private readonly int[][] _starts;
    private readonly int[][] _images;
    private readonly int[] _axes;
    private readonly int _bits;

    /// <param name="rows">The number of rows, by which the number of buckets goes.</param>
    /// <param name="keys">For every image, the signs of its rows' sketches.</param>
    public LshTables(long rows, uint[][] keys)
    {
        _bits = Math.Clamp((int)Math.Log2(Math.Max(2, rows)) + 1, 10, 24);
        _axes = [.. Enumerable.Range(0, Tables).Select(t => t * (ScanLayout.Axes - _bits) / (Tables - 1))];
        (_starts, _images) = (new int[Tables][], new int[Tables][]);
        Parallel.For(0, Tables, table =>
        {
            var starts = new int[(1 << _bits) + 1];
            foreach (uint key in keys.SelectMany(k => k))
            {
                starts[Bucket(key, table) + 1]++;
            }

            for (int i = 1; i < starts.Length; i++)
            {
                starts[i] += starts[i - 1];
            }

            var images = new int[starts[^1]];
            int[] next = [.. starts];
            for (int image = 0; image < keys.Length; image++)
            {
                foreach (uint key in keys[image])
                {
                    images[next[Bucket(key, table)]++] = image;
                }
            }

            (_starts[table], _images[table]) = (starts, images);
        });
    }

    /// <summary>The signs of a sketch, spread so that every run of bits mixes leading and lesser axes.</summary>
    public static uint Signs(ReadOnlySpan<sbyte> sketch)
    {
        uint signs = 0;
        for (int axis = 0; axis < ScanLayout.Axes; axis++)
        {
            signs |= sketch[axis] > 0 ? 1u << (axis * 13 % ScanLayout.Axes) : 0;
        }

        return signs;
    }

    /// <summary>Counts for each image how often its rows share a bucket with these rows, each bucket at most once a row.</summary>
    public void Count(uint[] keys, int[] counts, List<int> touched)
    {
        foreach (uint key in keys)
        {
            for (int table = 0; table < Tables; table++)
            {
                int bucket = Bucket(key, table), first = _starts[table][bucket], end = _starts[table][bucket + 1];
                if (end - first > MaxRows)
                {
                    continue;
                }

                int last = -1;
                for (int i = first; i < end; i++)
                {
                    int image = _images[table][i];
                    if (image != last)
                    {
                        if (counts[image]++ == 0)
                        {
                            touched.Add(image);
                        }

                        last = image;
                    }
                }
            }
        }
    }

    private int Bucket(uint key, int table) => (int)(key >> _axes[table]) & ((1 << _bits) - 1);
}
