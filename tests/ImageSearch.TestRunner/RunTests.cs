using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace ImageSearch.TestRunner;

/// <summary>Writes down what becomes of each test, and notices one that does not end.</summary>
internal sealed class RunTests(TestLog log) : IMessageSink
{
    private readonly ManualResetEventSlim _done = new();
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("IMAGESEARCH_TEST_SECONDS") ?? "300", CultureInfo.InvariantCulture));

    private readonly List<string> _failures = [];
    private long _began = Stopwatch.GetTimestamp();
    private string? _skipped;

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestCaseStarting starting:
                Interlocked.Exchange(ref _began, Stopwatch.GetTimestamp());
                _failures.Clear();
                _skipped = null;
                log.Begin(starting.TestCase);
                break;
            case ITestFailed failed:
                _failures.Add(string.Join('\n', [.. failed.Messages, .. failed.StackTraces]));
                break;
            case ITestSkipped skipped:
                _skipped = skipped.Reason;
                break;
            case ITestCaseFinished finished:
                log.End(finished.TestCase, finished.ExecutionTime,
                    _failures.Count > 0 ? "failed" : _skipped is not null ? "skipped" : "passed",
                    _failures.Count > 0 ? string.Join('\n', _failures) : _skipped ?? "");
                break;
            case ITestAssemblyFinished:
                _done.Set();
                break;
            case IErrorMessage error:
                log.Trouble(string.Join('\n', [.. error.Messages, .. error.StackTraces]));
                break;
            case IFailureInformation cleanup and not ITestFailed:
                log.Trouble(string.Join('\n', [.. cleanup.Messages, .. cleanup.StackTraces]));
                break;
        }

        return true;
    }

    /// <returns>Whether all ended; false as soon as one takes longer than IMAGESEARCH_TEST_SECONDS (300).</returns>
    public bool Wait()
    {
        while (!_done.Wait(TimeSpan.FromSeconds(1)))
        {
            if (Stopwatch.GetElapsedTime(Interlocked.Read(ref _began)) > _patience)
            {
                return false;
            }
        }

        return true;
    }
}
