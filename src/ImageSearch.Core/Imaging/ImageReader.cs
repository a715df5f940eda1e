using System.Buffers;
using System.Security.Cryptography;
using ImageSearch.Files;
using ImageSearch.Imaging.Vips;
using ImageSearch.Parts;

namespace ImageSearch.Imaging;

/// <summary>
/// Reads image files: any format of libvips's trusted loaders, BMP, and where the part ImageSearch.Magick is HEIC, JPEG XL and JPEG 2000.
/// Safe for several threads at once.
/// </summary>
public sealed class ImageReader
{
    /// <summary>Files up to this are read into memory at once; longer ones are streamed.</summary>
    private const int BufferedBytes = 64 << 20;

    /// <summary>
    /// A Huffman-coded JPEG spends two bits or more on each block of 64 pixels of each component, so some 250 pixels a byte are the most
    /// that encoders reach; beyond four times that, the header lies, and a progressive decoder would take memory for all of it.
    /// </summary>
    private const int MaxJpegPixelsAByte = 1000;

    private readonly ImagingSettings _settings;

    /// <summary>Makes a reader with the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public ImageReader(ImagingSettings settings)
    {
        settings.Validate();
        _settings = settings;
    }

    /// <summary>Reads the image file at a path.</summary>
    /// <exception cref="ImageException">Not found, unreadable, too large, or its decoder is not there.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public LoadedImage Read(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            using FileStream file = Open(full);
            DateTime modified = File.GetLastWriteTimeUtc(file.SafeFileHandle);
            ImageFormat format = FormatOf(file, full);
            if (PartDecoder.Takes(format))
            {
                // Before the file is read whole: without the part that would be for nothing.
                _ = PartDecoder.Find(OptionalPart.Folder, full, format);
            }

            return file.Length <= BufferedBytes ? ReadBuffered(file, full, format, modified) : ReadStreamed(file, full, format, modified);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ImageException.Unreadable(full, e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>Reads an image from memory, with the limits of files. The bytes are taken over: decoding may change them.</summary>
    /// <param name="bytes">What a file would hold.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="ImageException">Unreadable or too large.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public LoadedImage Read(byte[] bytes, string name) => Read(bytes, bytes.Length, name);

    /// <summary>The same of a buffer that may be longer than the image.</summary>
    /// <inheritdoc cref="Read(byte[], string)"/>
    internal LoadedImage Read(byte[] buffer, int lengthBytes, string name)
    {
        if (lengthBytes == 0)
        {
            throw ImageException.Unreadable(name, "it is empty");
        }

        ReadOnlySpan<byte> bytes = buffer.AsSpan(0, lengthBytes);
        ImageFormat format = Known(ImageFormats.Of(bytes), name);
        return ReadBytes(buffer, new FileFacts(name, lengthBytes, DateTime.UnixEpoch, [.. SHA256.HashData(bytes)]), format);
    }

    /// <summary>Length, time and content hash of an image file, without decoding it.</summary>
    /// <exception cref="ImageException">Not found, unreadable or in no known format.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, be it in the middle.</exception>
    public static FileFacts ReadFacts(string path, CancellationToken cancel = default)
    {
        string full = Path.GetFullPath(path);
        try
        {
            using FileStream file = Open(full);
            _ = FormatOf(file, full);
            DateTime modified = File.GetLastWriteTimeUtc(file.SafeFileHandle);
            return new FileFacts(full, file.Length, modified, [.. FileStamp.ContentOf(file, cancel)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ImageException.Unreadable(full, e.Message.TrimEnd('.'), e);
        }
    }

    private static FileStream Open(string path)
    {
        FileInfo info = FollowedFile.Of(path);
        if (!info.Exists)
        {
            throw Directory.Exists(path)
                ? ImageException.Unreadable(path, "it is a folder")
                : ImageException.NotFound(path);
        }

        if (RegularFile.IsNotToBeRead(info.FullName))
        {
            throw ImageException.Unreadable(path, RegularFile.NotToBeRead);
        }

        if (info.Length == 0)
        {
            throw ImageException.Unreadable(path, "the file is empty");
        }

        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
    }

    /// <summary>Looks at the first bytes alone: whoever names a disk image .jpg does not wait until it was read.</summary>
    private static ImageFormat FormatOf(FileStream file, string path)
    {
        Span<byte> start = stackalloc byte[ImageFormats.StartBytes];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return Known(ImageFormats.Of(start[..read]), path);
    }

    private static ImageFormat Known(ImageFormat format, string path) => format != ImageFormat.Unknown ? format
        : throw ImageException.UnknownFormat(path);

    private LoadedImage ReadBuffered(FileStream file, string path, ImageFormat format, DateTime modified)
    {
        int lengthBytes = (int)file.Length;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(lengthBytes);
        try
        {
            int read = file.ReadAtLeast(buffer.AsSpan(0, lengthBytes), lengthBytes, throwOnEndOfStream: false);
            var facts = new FileFacts(path, read, modified, [.. SHA256.HashData(buffer.AsSpan(0, read))]);
            return ReadBytes(buffer, facts, format);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <param name="buffer">The image's bytes, and perhaps more behind them.</param>
    /// <param name="facts">Has the number of bytes.</param>
    /// <param name="format">What the first bytes say.</param>
    private unsafe LoadedImage ReadBytes(byte[] buffer, FileFacts facts, ImageFormat format)
    {
        int read = (int)facts.LengthBytes;
        if (format == ImageFormat.Bmp)
        {
            using var stream = new MemoryStream(buffer, 0, read, writable: false);
            return ReadBmp(stream, facts);
        }

        if (PartDecoder.Takes(format))
        {
            using var stream = new MemoryStream(buffer, 0, read, writable: false);
            return ReadByPart(stream, facts, format);
        }

        bool isMended = format == ImageFormat.Jpeg && JpegEnd.IsMissing(buffer.AsSpan(0, read));
        if (isMended)
        {
            buffer = [.. buffer.AsSpan(0, read), .. JpegEnd.Marker];
            read = buffer.Length;
        }

        VipsRuntime.EnsureStarted();
        int needed = ProgressiveJpeg.Trim(buffer.AsSpan(0, read),
            (width, height) => VipsDecoder.JpegShrink(width, height, _settings.LongSidePixels));
        fixed (byte* data = buffer)
        {
            byte* start = data;
            return Decode(() => VipsNative.NewSourceFromMemory(start, (nuint)needed), facts, format, isMended);
        }
    }

    private LoadedImage ReadStreamed(FileStream file, string path, ImageFormat format, DateTime modified)
    {
        var facts = new FileFacts(path, file.Length, modified, [.. SHA256.HashData(file)]);
        file.Position = 0;
        if (format == ImageFormat.Bmp)
        {
            using var stream = new BufferedStream(file, 1 << 16);
            return ReadBmp(stream, facts);
        }

        if (PartDecoder.Takes(format))
        {
            return ReadByPart(file, facts, format);
        }

        VipsRuntime.EnsureStarted();
        return Decode(() => VipsNative.NewSourceFromFile(path), facts, format, isMended: false);
    }

    private LoadedImage ReadByPart(Stream file, FileFacts facts, ImageFormat format)
    {
        try
        {
            return PartDecoder.Run(file, facts.Path, format, _settings.LimitMegapixels, (image, width, height) =>
                new LoadedImage(facts, VipsDecoder.FromRgb(image, _settings.LongSidePixels), width, height));
        }
        catch (VipsException e)
        {
            throw ImageException.Unreadable(facts.Path, e.Message.TrimEnd('.'), e);
        }
    }

    private LoadedImage ReadBmp(Stream stream, FileFacts facts)
    {
        try
        {
            var reader = new BmpReader(stream);
            CheckSize(facts.Path, reader.Width, reader.Height);
            GrayImage gray = VipsGate.Run(() => PixelBudget.Shared.Run((long)reader.Width * reader.Height,
                () => new ColourImage(reader.Width, reader.Height, reader.ReadRgb())
                .Run(image => VipsDecoder.FromRgb(image, _settings.LongSidePixels))));
            return new LoadedImage(facts, gray, reader.Width, reader.Height);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or VipsException or OverflowException)
        {
            throw ImageException.Unreadable(facts.Path, e.Message.TrimEnd('.'), e);
        }
    }

    private LoadedImage Decode(Func<nint> newSource, FileFacts facts, ImageFormat format, bool isMended)
    {
        try
        {
            // With an end, data that are too short make the decoder warn, no more.
            LoadedImage image = isMended ? VipsGate.RunStrictly(Work) : VipsGate.Run(Work);

            // Where libtiff turns colours into RGB, a compression that it does not know is no error: it leaves the tile as it was.
            return format == ImageFormat.Tiff && IsFlat(image.Gray) ? VipsGate.RunStrictly(Work) : image;
        }
        catch (VipsException e)
        {
            throw ImageException.Unreadable(facts.Path, e.Message.TrimEnd('.'), e);
        }

        LoadedImage Work()
        {
            using VipsObject source = VipsObject.Own(newSource());
            using OpenedImage opened = VipsDecoder.Open(source) ?? throw ImageException.UnknownFormat(facts.Path);
            int width = opened.Width, height = opened.Height;
            CheckSize(facts.Path, width, height);
            if (opened.IsJpeg && (long)width * height > facts.LengthBytes * MaxJpegPixelsAByte)
            {
                throw ImageException.Unreadable(
                    facts.Path, $"it claims {width} x {height} pixels, more than its {facts.LengthBytes} bytes can hold");
            }

            GrayImage gray = PixelBudget.Shared.Run((long)width * height, () => VipsDecoder.Decode(opened, _settings.LongSidePixels));
            (int Width, int Height) upright = opened.SwapsSides ? (height, width) : (width, height);
            return new LoadedImage(facts, gray, upright.Width, upright.Height) { PageCount = opened.PageCount };
        }
    }

    private static bool IsFlat(GrayImage gray) => !gray.Pixels.AsSpan().ContainsAnyExcept(gray.Pixels[0]);

    private void CheckSize(string path, int width, int height)
    {
        if ((double)width * height > _settings.LimitMegapixels * 1e6)
        {
            throw ImageException.TooLarge(path, width, height, _settings.LimitMegapixels);
        }
    }
}
