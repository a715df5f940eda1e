using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;
using Microsoft.PowerShell;

// Runs a script in PowerShell's engine: PowerShellHost SCRIPT. Writes what it returns and every error; ends with the number of errors.
// Wine: the library has what else .NET misses there, and must be in the process before the first exception.
NativeLibrary.TryLoad(Path.Combine(AppContext.BaseDirectory, "bcryptprimitives.dll"), out _);

InitialSessionState state = InitialSessionState.CreateDefault2();
if (OperatingSystem.IsWindows())
{
    state.ExecutionPolicy = ExecutionPolicy.Bypass;
}

using Runspace runspace = RunspaceFactory.CreateRunspace(state);
runspace.Open();
using PowerShell shell = PowerShell.Create(runspace);
using var output = new PSDataCollection<PSObject>();
output.DataAdded += (_, added) => Console.WriteLine(output[added.Index]);
int errors = 0;
try
{
    shell.AddScript(File.ReadAllText(args[0])).Invoke(null, output);
}
catch (RuntimeException e)
{
    Console.WriteLine($"error: {e.ErrorRecord.FullyQualifiedErrorId}: {e.Message}");
    errors++;
}

foreach (ErrorRecord error in shell.Streams.Error)
{
    Console.WriteLine($"error: {error.FullyQualifiedErrorId}: {error}");
    errors++;
}

return errors;
