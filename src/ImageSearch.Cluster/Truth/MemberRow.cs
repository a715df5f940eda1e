namespace ImageSearch.Cluster.Truth;

/// <summary>A node that is, or was, a member.</summary>
/// <param name="Silo">Its address and the start that it is, in Orleans' form.</param>
/// <param name="Name">Its name.</param>
/// <param name="Host">The machine's name.</param>
/// <param name="Status">Orleans' status.</param>
/// <param name="ProxyPort">The port of Orleans' gateway; 0 for none.</param>
/// <param name="Suspected">Who did not get answers of it, and when: address=ticks, separated by blanks.</param>
/// <param name="StartedUtc">When it started.</param>
/// <param name="AliveUtc">When it last said that it lives.</param>
/// <param name="Tag">Changes with each change of the row but the one of <paramref name="AliveUtc"/>.</param>
/// <param name="Settings">What it says of itself; it alone does, when it is added.</param>
internal sealed record MemberRow(string Silo, string Name, string Host, int Status, int ProxyPort, string Suspected, DateTime StartedUtc,
    DateTime AliveUtc, long Tag, string Settings);
