namespace ImageSearch.Neighbours;

/// <summary>What compared the rows of a search.</summary>
/// <param name="Device">Cpu or Cuda.</param>
/// <param name="Name">The processor, or the device's number and name.</param>
/// <param name="Reason">Why this one.</param>
public sealed record DeviceUse(SearchDevice Device, string Name, string Reason)
{
    /// <summary>In words.</summary>
    public override string ToString() => $"Searched on {Name}: {Reason}.";
}
