namespace ImageSearch.Sift;

/// <summary>A refined extremum of the differences: where it is, in the pixels of its octave.</summary>
/// <param name="Octave">0 is the doubled one.</param>
/// <param name="Layer">The nearest layer, 1 to the settings' layers.</param>
/// <param name="Column">The nearest pixel.</param>
/// <param name="Row">The nearest pixel.</param>
/// <param name="X">Refined, octave pixels.</param>
/// <param name="Y">Refined, octave pixels.</param>
/// <param name="Sigma">Refined scale, octave pixels.</param>
/// <param name="Response">Contrast, 0 to 1.</param>
internal readonly record struct Extremum(int Octave, int Layer, int Column, int Row, float X, float Y, float Sigma, float Response);
