namespace ImageSearch.Cmdlets.Tests;

/// <summary>What became of one Pester test.</summary>
/// <param name="Name">Its path: what the Describe, the Contexts and the It say.</param>
/// <param name="Outcome">Passed, Failed, or Pester's word for a test that did neither.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Reason">Why it failed or was skipped, where Pester says so.</param>
internal sealed record PesterResult(string Name, string Outcome, double Seconds, string Reason);
