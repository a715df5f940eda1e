using ImageSearch.Wire;

namespace ImageSearch.Service.Api;

/// <summary>What became of an image that was sent to be added.</summary>
/// <param name="Outcome">Added, Replaced or Unchanged.</param>
/// <param name="Generation">The generation that has it.</param>
/// <param name="Image">The image.</param>
internal sealed record AddAnswer(string Outcome, long Generation, ImageView Image);
