using System.Globalization;
using ImageSearch.Tests.Storage.Commit;

// The test host loads this assembly and never comes here; KillTests start it as a process of its own.
return KilledWriter.Run(args[0], int.Parse(args[1], CultureInfo.InvariantCulture));
