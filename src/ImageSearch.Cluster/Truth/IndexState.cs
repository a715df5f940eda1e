namespace ImageSearch.Cluster.Truth;

/// <summary>An index as the database knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Epoch">Counts its writers.</param>
/// <param name="Writer">Who has the lease; null if nobody has.</param>
/// <param name="LeaseUntil">When the lease ends (UTC).</param>
/// <param name="Newest">Its newest generation; null if none was published yet.</param>
internal sealed record IndexState(string Name, long Epoch, string? Writer, DateTime? LeaseUntil, PublishedGeneration? Newest);
