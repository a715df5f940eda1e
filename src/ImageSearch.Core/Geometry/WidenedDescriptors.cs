using ImageSearch.Sift;

namespace ImageSearch.Geometry;

/// <summary>An image's features with its descriptors widened to 16 bits, as the distance kernel wants one side.</summary>
internal sealed class WidenedDescriptors
{
    public WidenedDescriptors(ImageFeatures features)
    {
        Features = features;
        Numbers = GC.AllocateUninitializedArray<short>(features.Descriptors.Length, pinned: true);
        for (int i = 0; i < Numbers.Length; i++)
        {
            Numbers[i] = features.Descriptors[i];
        }
    }

    public ImageFeatures Features { get; }

    public short[] Numbers { get; }
}
