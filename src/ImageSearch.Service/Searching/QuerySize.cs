namespace ImageSearch.Service.Searching;

/// <summary>How large the query image's file is, upright.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
internal sealed record QuerySize(int Width, int Height);
