namespace ImageSearch.Comparison.Pixels;

/// <summary>What was left out of a comparison as the empty corners of a turned copy. On a white page that may be its words.</summary>
/// <param name="Share">Of the pixels that both images have, 0 to 1.</param>
/// <param name="Cells">Of the cells of a grid over them, the share of which a part is left out: of corners few, of words most.</param>
internal readonly record struct LeftOut(double Share, double Cells);
