namespace ImageSearch.Imaging;

/// <summary>How a bitmap's pixels are coded (biCompression).</summary>
internal enum BmpCompression
{
    None = 0,
    RunLength8 = 1,
    RunLength4 = 2,
    BitFields = 3,
    AlphaBitFields = 6,
}
