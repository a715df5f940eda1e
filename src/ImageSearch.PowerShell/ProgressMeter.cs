using System.Diagnostics;
using System.Management.Automation;

namespace ImageSearch.PowerShell;

/// <summary>Progress with counts and time left, a few times a second.</summary>
internal sealed class ProgressMeter(Cmdlet cmdlet, string activity)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>What is done sooner shows nothing: a bar that flickers tells nobody anything.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(700);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _last;
    private long _done;

    /// <summary>Notes one more done; <paramref name="pending"/> are known to follow, -1 if nobody knows how many.</summary>
    public void Step(long pending, string current)
    {
        _done++;
        if (_clock.Elapsed - _last < (_last == TimeSpan.Zero ? FirstPause : Pause))
        {
            return;
        }

        _last = _clock.Elapsed;
        long total = _done + pending;
        cmdlet.WriteProgress(new ProgressRecord(1, activity, pending < 0 ? $"{_done} images" : $"{_done} of {total} images")
        {
            CurrentOperation = current,
            PercentComplete = pending < 0 ? -1 : (int)(100 * _done / total),
            SecondsRemaining = pending < 0 ? -1 : (int)(_clock.Elapsed.TotalSeconds / _done * pending),
        });
    }

    public void Complete()
    {
        if (_last > TimeSpan.Zero)
        {
            cmdlet.WriteProgress(new ProgressRecord(1, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
