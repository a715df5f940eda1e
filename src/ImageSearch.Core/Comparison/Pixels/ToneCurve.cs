using System.Numerics;
using System.Runtime.InteropServices;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// What brightness, contrast and gamma did to an image, as a rising curve from the first image's gray levels to the second's: at each level
/// the median of what the second shows there. Where a level is rare, its neighbours say what it becomes, so that a part that was replaced
/// cannot choose its own curve.
/// </summary>
internal static class ToneCurve
{
    private const int Levels = 256;

    /// <summary>Of each thread, so that a curve, of which a comparison takes a dozen, needs no new quarter of a megabyte.</summary>
    [ThreadStatic]
    private static int[]? _joint;

    [ThreadStatic]
    private static int[]? _places;

    /// <summary>A level's median is taken over its neighbours up to so many levels away.</summary>
    private const int Window = 10;

    /// <summary>A window that holds fewer than this share of the pixels says nothing.</summary>
    private const double RareShare = 0.002;

    /// <summary>The image is parted into so many places across and down; a window must be seen in some of them.</summary>
    private const int PlacesAcross = 8;

    /// <summary>A window that is seen in fewer places says nothing: it may be the part that was replaced.</summary>
    private const int MinPlaces = 7;

    /// <summary>A place counts from so many pixels on.</summary>
    private const int MinPixelsInPlace = 3;

    /// <summary>With fewer levels known, the slope beyond them is 1.</summary>
    private const int MinForSlope = 24;

    /// <summary>Beyond the known levels the curve is no flatter.</summary>
    private const double MinSlope = 0.4;

    /// <summary>The curve that changes nothing.</summary>
    public static byte[] None { get; } = [.. Enumerable.Range(0, Levels).Select(i => (byte)i)];

    /// <summary>The curve from the first to the second image of a pair.</summary>
    public static byte[] Fit(AlignedPair pair)
    {
        int[] joint = _joint ??= new int[Levels * Levels], places = _places ??= new int[Levels * PlacesAcross * PlacesAcross];
        int pixels = Count(pair, joint, places);
        var windows = new int[Levels];
        var inPlace = new int[PlacesAcross * PlacesAcross];
        var known = new List<(int Level, double Value)>();
        int count = 0;
        int least = Math.Max(1, (int)(RareShare * pixels));
        for (int level = -Window; level < Levels; level++)
        {
            count += Slide(joint, windows, level);
            _ = Slide(places, inPlace, level);
            if (level >= 0 && count >= least && HasPlaces(inPlace))
            {
                known.Add((level, Median(windows, count)));
            }
        }

        return known.Count == 0 ? None : Interpolate(Rising(known));
    }

    /// <summary>How often each level of the first image meets each of the second, and how often it stands in each place.</summary>
    /// <returns>How many pixels there are.</returns>
    private static int Count(AlignedPair pair, int[] joint, int[] places)
    {
        Array.Clear(joint);
        Array.Clear(places);
        byte[] first = pair.First.Pixels, second = pair.Second.Pixels;
        int[] column = [.. Enumerable.Range(0, pair.Width).Select(x => x * PlacesAcross / pair.Width)];
        int pixels = 0;
        for (int y = 0, i = 0; y < pair.Height; y++)
        {
            int row = y * PlacesAcross / pair.Height * PlacesAcross;
            for (int x = 0; x < column.Length; x++, i++)
            {
                if (pair.Mask is null || pair.Mask[i] != 0)
                {
                    joint[(first[i] * Levels) + second[i]]++;
                    places[(first[i] * PlacesAcross * PlacesAcross) + row + column[x]]++;
                    pixels++;
                }
            }
        }

        return pixels;
    }

    /// <summary>Moves a window to a level: what is new at its end is added, what it leaves behind taken away.</summary>
    /// <returns>By how many pixels it grew.</returns>
    private static int Slide(int[] counts, int[] window, int level)
    {
        int end = level + Window, behind = level - Window - 1;
        Span<Vector<int>> sums = MemoryMarshal.Cast<int, Vector<int>>(window.AsSpan());
        Vector<int> moved = Vector<int>.Zero;
        if (end is >= 0 and < Levels)
        {
            ReadOnlySpan<Vector<int>> added = MemoryMarshal.Cast<int, Vector<int>>(counts.AsSpan(end * window.Length, window.Length));
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += added[i];
                moved += added[i];
            }
        }

        if (behind is >= 0 and < Levels)
        {
            ReadOnlySpan<Vector<int>> left = MemoryMarshal.Cast<int, Vector<int>>(counts.AsSpan(behind * window.Length, window.Length));
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] -= left[i];
                moved -= left[i];
            }
        }

        return Vector.Sum(moved);
    }

    private static bool HasPlaces(int[] inPlace)
    {
        int places = 0;
        foreach (int pixels in inPlace)
        {
            places += pixels >= MinPixelsInPlace ? 1 : 0;
        }

        return places >= MinPlaces;
    }

    private static double Median(int[] counts, int total)
    {
        int below = 0;
        for (int i = 0; i < Levels; i++)
        {
            if (2 * (below + counts[i]) >= total)
            {
                return i;
            }

            below += counts[i];
        }

        return Levels - 1;
    }

    /// <summary>The rising curve nearest to the medians: neighbours in the wrong order take their mean (pool adjacent violators).</summary>
    private static List<(int Level, double Value)> Rising(List<(int Level, double Value)> known)
    {
        var pools = new List<(double Sum, int Count)>();
        foreach ((_, double value) in known)
        {
            pools.Add((value, 1));
            while (pools.Count > 1 && pools[^2].Sum * pools[^1].Count > pools[^1].Sum * pools[^2].Count)
            {
                pools[^2] = (pools[^2].Sum + pools[^1].Sum, pools[^2].Count + pools[^1].Count);
                pools.RemoveAt(pools.Count - 1);
            }
        }

        double[] values = [.. pools.SelectMany(p => Enumerable.Repeat(p.Sum / p.Count, p.Count))];
        return [.. known.Select((k, i) => (k.Level, values[i]))];
    }

    /// <summary>Between known levels straight; beyond the outermost ones with the slope of all between them.</summary>
    private static byte[] Interpolate(List<(int Level, double Value)> known)
    {
        double slope = known.Count < MinForSlope ? 1
            : Math.Clamp((known[^1].Value - known[0].Value) / (known[^1].Level - known[0].Level), MinSlope, 1 / MinSlope);
        var curve = new byte[Levels];
        int next = 0;
        for (int level = 0; level < Levels; level++)
        {
            while (next < known.Count && known[next].Level < level)
            {
                next++;
            }

            double value = next == 0 ? known[0].Value + (slope * (level - known[0].Level))
                : next == known.Count ? known[^1].Value + (slope * (level - known[^1].Level))
                : known[next - 1].Value + ((known[next].Value - known[next - 1].Value) * (level - known[next - 1].Level)
                    / (known[next].Level - known[next - 1].Level));
            curve[level] = (byte)Math.Clamp(Math.Round(value), 0, Levels - 1);
        }

        return curve;
    }
}
