using System.Diagnostics;
using System.Reflection;
using ImageSearch.TestRunner;
using Xunit.Abstractions;
using Xunit.Sdk;

// Runs the tests of assemblies that lie beside it, one after another, in this process:
//
//   ImageSearch.TestRunner LOG PLATFORM LIST ASSEMBLY [PREFIX...]
//
// LOG receives a line as each begins and as it ends; what it has already is not run again, and what began there and did not end brought
// the process down, or hung. LIST names the tests that PLATFORM cannot run, and why (TestSelection). Only tests whose names begin with one
// of the prefixes are run. Ends with 0 if all that ran passed, 1 if not, 2 if it cannot begin; it is killed if a test hangs, and
// should be started again for the rest.
if (args.Length < 4)
{
    Console.Error.WriteLine("ImageSearch.TestRunner LOG PLATFORM LIST ASSEMBLY [PREFIX...]");
    return 2;
}

using var log = new TestLog(args[0]);
var selection = new TestSelection(args[2], args[1], args[4..]);
Assembly assembly = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, args[3] + ".dll"));
var messages = new NullMessageSink();
using ITestFramework framework = new XunitTestFramework(messages);
var options = new TestOptions();
var found = new FoundTests();
using (ITestFrameworkDiscoverer discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly)))
{
    discoverer.Find(includeSourceInformation: false, found, options);
    found.Wait();
}

IReadOnlyList<ITestCase> cases = selection.Take(found.Cases, log);
if (cases.Count > 0)
{
    using ITestFrameworkExecutor executor = framework.GetExecutor(assembly.GetName());
    var run = new RunTests(log);
    executor.RunTests(cases, run, options);
    if (!run.Wait())
    {
        // What hangs would keep an orderly end from coming.
        using var own = Process.GetCurrentProcess();
        own.Kill();
    }
}

return log.Failures == 0 ? 0 : 1;
