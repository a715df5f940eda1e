using Xunit.Abstractions;
using Xunit.Sdk;

namespace ImageSearch.Cmdlets.Tests;

/// <summary>Runs a file's tests in PowerShell and tells xunit of each.</summary>
internal sealed class PesterTestCaseRunner(PesterTestCase testCase, IMessageBus messages, ExceptionAggregator aggregator,
    CancellationTokenSource cancellation)
    : TestCaseRunner<PesterTestCase>(testCase, messages, aggregator, cancellation)
{
    protected override async Task<RunSummary> RunTestAsync()
    {
        var summary = new RunSummary();
        foreach (PesterResult result in await PowerShellPool.RunAsync(TestCase.File))
        {
            Tell(result, summary);
        }

        return summary;
    }

    private void Tell(PesterResult result, RunSummary summary)
    {
        var test = new XunitTest(TestCase, result.Name);
        var seconds = (decimal)result.Seconds;
        summary.Total++;
        summary.Time += seconds;
        TestResultMessage message;
        switch (result.Outcome)
        {
            case "Passed":
                message = new TestPassed(test, seconds, "");
                break;
            case "Failed":
                summary.Failed++;
                message = new TestFailed(test, seconds, "", ["Pester"], [result.Reason], [""], [-1]);
                break;
            default:
                summary.Skipped++;
                message = new TestSkipped(test, result.Reason.Length > 0 ? result.Reason : result.Outcome);
                break;
        }

        foreach (IMessageSinkMessage each in (IMessageSinkMessage[])[new TestStarting(test), message, new TestFinished(test, seconds, "")])
        {
            if (!MessageBus.QueueMessage(each))
            {
                CancellationTokenSource.Cancel();
            }
        }
    }
}
