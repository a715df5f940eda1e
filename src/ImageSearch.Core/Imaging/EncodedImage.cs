using ImageSearch.Imaging.Vips;

namespace ImageSearch.Imaging;

/// <summary>Pixels to the bytes of a file, without metadata.</summary>
internal static class EncodedImage
{
    /// <summary>A JPEG; what is transparent becomes white.</summary>
    public static byte[] Jpeg(VipsObject image, int quality) =>
        Save("jpegsave_target", image, save => save.Set("Q", quality).Set("background", "255"));

    /// <summary>A PNG.</summary>
    public static byte[] Png(VipsObject image) => Save("pngsave_target", image, save => save);

    /// <summary>The bytes of one of libvips's savers.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="image">The pixels.</param>
    /// <param name="set">Sets its options.</param>
    public static unsafe byte[] Save(string operation, VipsObject image, Func<VipsOperation, VipsOperation> set)
    {
        using VipsObject target = VipsObject.Own(VipsNative.NewTargetToMemory());
        using var save = new VipsOperation(operation);
        set(save.Set("in", image).Set("target", target).Set("strip", "true")).Run();
        VipsNative.GValue holder = default;
        VipsNative.InitValue(ref holder, VipsNative.TypeFromName("VipsBlob"));
        VipsNative.GetProperty(target.DangerousGetHandle(), "blob", ref holder);
        try
        {
            byte* memory = VipsNative.GetBlob(VipsNative.GetValueBoxed(ref holder), out nuint lengthBytes);
            return new ReadOnlySpan<byte>(memory, checked((int)lengthBytes)).ToArray();
        }
        finally
        {
            VipsNative.UnsetValue(ref holder);
        }
    }
}
