using System.Globalization;
using System.Text;

namespace ImageSearch.Service.Measures;

/// <summary>Counts durations in fixed steps, as Prometheus reads them.</summary>
internal sealed class Histogram
{
    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private readonly long[] _counts = new long[Bounds.Length + 1];
    private long _ticks;

    public void Observe(TimeSpan taken)
    {
        int step = Array.FindIndex(Bounds, bound => taken.TotalSeconds <= bound);
        Interlocked.Increment(ref _counts[step < 0 ? Bounds.Length : step]);
        Interlocked.Add(ref _ticks, taken.Ticks);
    }

    public void Write(StringBuilder text, string name, string labels)
    {
        long sum = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            sum += Interlocked.Read(ref _counts[i]);
            string bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"{bound}\"}} {sum}\n");
        }

        double seconds = TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds;
        text.Append(CultureInfo.InvariantCulture, $"{name}_sum{{{labels}}} {seconds}\n{name}_count{{{labels}}} {sum}\n");
    }
}
