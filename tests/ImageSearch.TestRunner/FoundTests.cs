using Xunit.Abstractions;

namespace ImageSearch.TestRunner;

/// <summary>Gathers the tests of an assembly.</summary>
internal sealed class FoundTests : IMessageSink
{
    private readonly ManualResetEventSlim _done = new();
    private readonly List<ITestCase> _cases = [];

    public IReadOnlyList<ITestCase> Cases => _cases;

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestCaseDiscoveryMessage found:
                _cases.Add(found.TestCase);
                break;
            case IDiscoveryCompleteMessage:
                _done.Set();
                break;
        }

        return true;
    }

    public void Wait() => _done.Wait();
}
