using ImageSearch.TestSupport;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace ImageSearch.Cmdlets.Tests;

/// <summary>Finds the files of <see cref="PesterFilesAttribute"/>.</summary>
/// <param name="diagnostics">Where xunit wants to be told of itself.</param>
internal sealed class PesterDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod,
        IAttributeInfo factAttribute)
    {
        string folder = Path.Combine(TestData.Tests, factAttribute.GetConstructorArguments().OfType<string>().Single());
        return Directory.EnumerateFiles(folder, "*.Tests.ps1").Order(StringComparer.Ordinal).Select(file => Case(testMethod, file));
    }

    /// <summary>A case in a collection of its own, as xunit runs collections side by side and the cases of one in turn.</summary>
    private PesterTestCase Case(ITestMethod method, string file)
    {
        ITestClass old = method.TestClass;
        var collection = new TestCollection(old.TestCollection.TestAssembly, null, Path.GetFileName(file));
        return new PesterTestCase(diagnostics, new TestMethod(new TestClass(collection, old.Class), method.Method), file);
    }
}
