using System.Text.RegularExpressions;
using ImageMagick;
using ImageSearch.Imaging;

namespace ImageSearch.Magick;

/// <summary>
/// HEIC, JPEG XL and JPEG 2000 by ImageMagick. The format is named, so that its coder and no other gets the bytes; the name of the file is
/// never seen. HEIC goes through a temporary file of ImageMagick's own, as its coder reads files alone.
/// </summary>
public sealed partial class MagickDecoder : IImageDecoder
{
    private const int Channels = 3;

    /// <summary>Four inks and alpha. A decoder takes memory for each channel, whether it is shown or not.</summary>
    private const int MaxChannels = 5;

    /// <summary>Starts ImageMagick.</summary>
    /// <exception cref="Parts.PartException">It does not keep to its policy.</exception>
    /// <exception cref="DllNotFoundException">Its native library is not there.</exception>
    public MagickDecoder() => MagickRuntime.EnsureStarted();

    /// <inheritdoc/>
    (int Width, int Height) IImageDecoder.ReadSize(Stream file, ImageFormat format) => Guard(() =>
    {
        using var image = new MagickImage();
        image.Ping(file, SettingsFor(format));
        if (image.ChannelCount > MaxChannels)
        {
            throw new InvalidDataException($"it has {image.ChannelCount} channels, and no more than {MaxChannels} are read");
        }

        (int width, int height) = (checked((int)image.Width), checked((int)image.Height));
        return SwapsSides(image, format) ? (height, width) : (width, height);
    });

    /// <inheritdoc/>
    T IImageDecoder.Decode<T>(Stream file, ImageFormat format, Func<nint, int, int, T> use) => Guard(() =>
    {
        bool isCmyk = format == ImageFormat.Jpeg2000 && Jpeg2000Colours.AreCmyk(file);
        using var image = new MagickImage();
        image.Read(file, SettingsFor(format));
        if (format == ImageFormat.JpegXl)
        {
            // HEIC's decoder turns images itself, by the container; what their EXIF says on top of it is not meant to be followed.
            image.AutoOrient();
        }

        return isCmyk && image.ChannelCount > Channels ? Lend(image, Cmyk(image), use) : LendRgb(image, use);
    });

    private static MagickReadSettings SettingsFor(ImageFormat format) => new()
    {
        Format = format switch
        {
            ImageFormat.Heic => MagickFormat.Heic,
            ImageFormat.JpegXl => MagickFormat.Jxl,
            ImageFormat.Jpeg2000 => MagickFormat.Jp2,
            ImageFormat.Jpeg2000Codestream => MagickFormat.J2k,
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Another decoder's format."),
        },
        FrameIndex = 0,
        FrameCount = 1,
    };

    private static bool SwapsSides(MagickImage image, ImageFormat format) =>
        format == ImageFormat.JpegXl && image.Orientation is >= Orientation.LeftTop and <= Orientation.LeftBottom;

    private static T LendRgb<T>(MagickImage image, Func<nint, int, int, T> use)
    {
        image.ColorSpace = ColorSpace.sRGB;
        if (image.HasAlpha)
        {
            image.BackgroundColor = MagickColors.White;
            image.Alpha(AlphaAction.Remove);
        }

        using IUnsafePixelCollection<byte> pixels = image.GetPixelsUnsafe();
        return image.ChannelCount == Channels
            ? use(pixels.GetAreaPointer(0, 0, image.Width, image.Height), (int)image.Width, (int)image.Height)
            : Lend(image, pixels.ToByteArray(PixelMapping.RGB), use);
    }

    private static unsafe T Lend<T>(MagickImage image, byte[]? rgb, Func<nint, int, int, T> use)
    {
        fixed (byte* data = rgb ?? throw new InvalidDataException("it has no pixels"))
        {
            return use((nint)data, (int)image.Width, (int)image.Height);
        }
    }

    /// <summary>ImageMagick takes them for red, green, blue and one more.</summary>
    private static byte[] Cmyk(MagickImage image)
    {
        using IUnsafePixelCollection<byte> pixels = image.GetPixelsUnsafe();
        byte[] inks = pixels.ToArray() ?? throw new InvalidDataException("it has no pixels");
        return Jpeg2000Colours.FromCmyk(inks, (int)image.ChannelCount);
    }

    /// <summary>ImageMagick's errors name its temporary file, or the library that they come from, and end with the place in its
    /// source.</summary>
    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (MagickException e)
        {
            throw new InvalidDataException(Names().Replace(e.Message.Split(" @ ")[0].ReplaceLineEndings(" "), "").Trim(), e);
        }
        catch (OverflowException e)
        {
            throw new InvalidDataException("it claims more pixels than can be counted", e);
        }
    }

    [GeneratedRegex("\\s*`[^']*'")]
    private static partial Regex Names();
}
