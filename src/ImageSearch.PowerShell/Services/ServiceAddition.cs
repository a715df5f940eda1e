using ImageSearch.Index;

namespace ImageSearch.PowerShell.Services;

/// <summary>What became of an image that a service was sent.</summary>
/// <param name="Outcome">What the service says.</param>
/// <param name="Image">The image that it has now.</param>
/// <param name="WasSentBefore">Whether it was sent before and that answer was lost: an image that is unchanged then may have come
/// so.</param>
internal sealed record ServiceAddition(AddOutcome Outcome, IndexedImage Image, bool WasSentBefore);
