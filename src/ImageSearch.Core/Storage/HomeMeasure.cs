namespace ImageSearch.Storage;

/// <summary>A figure about where an index comes from, for whoever watches the service.</summary>
/// <param name="Name">Its name in the metrics.</param>
/// <param name="Kind">gauge or counter.</param>
/// <param name="Help">What it is.</param>
/// <param name="Value">The figure.</param>
internal sealed record HomeMeasure(string Name, string Kind, string Help, double Value);
