namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Typefaces of made images.</summary>
internal enum Face
{
    Sans,
    Bold,
    Condensed,
    Serif,
    SerifBold,
    SerifItalic,
    Mono,
}
