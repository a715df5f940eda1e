namespace ImageSearch.Sift;

/// <summary>A float image whose memory is kept from one image to the next.</summary>
internal sealed class Plane
{
    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Row by row without padding; may be longer than Width x Height.</summary>
    public float[] Data { get; private set; } = [];

    public void Resize(int width, int height)
    {
        Width = width;
        Height = height;
        int needed = checked(width * height);
        if (Data.Length < needed)
        {
            Data = GC.AllocateUninitializedArray<float>(needed);
        }
    }

    public Span<float> Row(int y) => Data.AsSpan(y * Width, Width);
}
