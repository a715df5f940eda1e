using System.Globalization;
using ImageSearch.Tests.Quarantine;
using ImageSearch.Tests.Storage.Commit;

// The test host loads this assembly and never comes here; tests that kill start it as a process of its own.
return args[0] == KilledMover.Argument ? KilledMover.Run(args[1], args[2])
    : KilledWriter.Run(args[0], int.Parse(args[1], CultureInfo.InvariantCulture));
