namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// One tone curve for red, green and blue alike, by which one of two images becomes like the other: brightness, contrast, gamma, and what
/// they clip. One for each could say of other hues that they are the same.
/// </summary>
/// <param name="First">The curve, if it is the first image that has it.</param>
/// <param name="Second">The curve, if it is the second.</param>
internal sealed record CommonTone(byte[]? First, byte[]? Second);
