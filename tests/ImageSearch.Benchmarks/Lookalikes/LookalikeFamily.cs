namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>A family of images, and how one half of it is made.</summary>
/// <param name="Name">The family's name, also its folder's.</param>
/// <param name="Make">Writes the half's images and pairs.</param>
internal sealed record LookalikeFamily(string Name, Action<Workshop> Make);
