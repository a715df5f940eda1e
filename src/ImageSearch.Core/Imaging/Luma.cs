namespace ImageSearch.Imaging;

/// <summary>Gray from colour: Rec. 601 luma, 0.299 R + 0.587 G + 0.114 B of the gamma-coded values, rounded.</summary>
internal static class Luma
{
    private const int Shift = 14;
    private const int Red = 4899;
    private const int Green = 9617;
    private const int Blue = 1868;

    /// <summary>Turns interleaved R, G, B bytes into one byte a pixel.</summary>
    public static void FromRgb(ReadOnlySpan<byte> rgb, Span<byte> gray)
    {
        for (int i = 0, j = 0; i < gray.Length; i++, j += 3)
        {
            gray[i] = Of(rgb[j], rgb[j + 1], rgb[j + 2]);
        }
    }

    /// <summary>The gray of one pixel.</summary>
    public static byte Of(byte red, byte green, byte blue) =>
        (byte)(((red * Red) + (green * Green) + (blue * Blue) + (1 << (Shift - 1))) >> Shift);
}
