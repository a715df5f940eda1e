using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace ImageSearch.Cmdlets.Tests;

/// <summary>One Pester file.</summary>
internal sealed class PesterTestCase : XunitTestCase
{
    /// <summary>For xunit, which then deserializes.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Only xunit makes an empty one.")]
    public PesterTestCase()
    {
    }

    public PesterTestCase(IMessageSink diagnostics, ITestMethod method, string file)
        : base(diagnostics, TestMethodDisplay.Method, TestMethodDisplayOptions.None, method, [file])
    {
    }

    /// <summary>The file's full path.</summary>
    public string File => (string)TestMethodArguments[0];

    public override Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink,
        IMessageBus messageBus,
        object[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource) =>
        new PesterTestCaseRunner(this, messageBus, aggregator, cancellationTokenSource).RunAsync();

    protected override string GetDisplayName(IAttributeInfo factAttribute, string displayName) => Path.GetFileName(File);
}
