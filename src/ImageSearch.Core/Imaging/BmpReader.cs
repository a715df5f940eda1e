using System.Buffers.Binary;
using System.Numerics;

namespace ImageSearch.Imaging;

/// <summary>
/// Windows and OS/2 bitmaps, which libvips's prebuilt library leaves out: 1, 4, 8, 16, 24 and 32 bits, palettes, bit fields, RLE4 and
/// RLE8, bottom-up and top-down, alpha as everywhere. Source: Microsoft, "Bitmap Storage" and "BITMAPV5HEADER".
/// </summary>
internal sealed class BmpReader
{
    private const int FileHeaderBytes = 14;
    private const int CoreHeaderBytes = 12;
    private const int InfoHeaderBytes = 40;
    private const int HeaderWithMasksBytes = 52;
    private const int HeaderWithAlphaBytes = 56;

    /// <summary>The most pixels that two bytes of run-length coding can make.</summary>
    private const int LongestRun = 255;

    private readonly Stream _stream;
    private readonly long _dataOffset;
    private readonly int _bits;
    private readonly bool _topDown;
    private readonly BmpCompression _compression;
    private readonly uint[] _masks = new uint[4];
    private readonly byte[] _palette = [];

    /// <summary>Reads the headers; no pixel memory is taken yet.</summary>
    /// <exception cref="InvalidDataException">Not a bitmap that is known.</exception>
    /// <exception cref="EndOfStreamException">The file ends in its headers.</exception>
    public BmpReader(Stream stream)
    {
        _stream = stream;
        Span<byte> header = stackalloc byte[FileHeaderBytes + 4 + 120];
        stream.ReadExactly(header[..(FileHeaderBytes + 4)]);
        _dataOffset = BinaryPrimitives.ReadUInt32LittleEndian(header[10..]);
        int headerBytes = BinaryPrimitives.ReadInt32LittleEndian(header[FileHeaderBytes..]);
        if (headerBytes != CoreHeaderBytes && headerBytes is < InfoHeaderBytes or > 124)
        {
            throw new InvalidDataException($"the bitmap's header has an unknown length of {headerBytes} bytes");
        }

        stream.ReadExactly(header.Slice(FileHeaderBytes + 4, headerBytes - 4));
        ReadOnlySpan<byte> info = header.Slice(FileHeaderBytes, headerBytes);
        bool core = headerBytes == CoreHeaderBytes;
        Width = core ? BinaryPrimitives.ReadUInt16LittleEndian(info[4..]) : BinaryPrimitives.ReadInt32LittleEndian(info[4..]);
        int signedHeight = core ? BinaryPrimitives.ReadUInt16LittleEndian(info[6..]) : BinaryPrimitives.ReadInt32LittleEndian(info[8..]);
        _bits = BinaryPrimitives.ReadUInt16LittleEndian(info[(core ? 10 : 14)..]);
        _compression = core ? BmpCompression.None : (BmpCompression)BinaryPrimitives.ReadInt32LittleEndian(info[16..]);
        _topDown = signedHeight < 0;
        Height = signedHeight == int.MinValue ? 0 : Math.Abs(signedHeight);
        if (Width <= 0 || Height <= 0)
        {
            throw new InvalidDataException($"the bitmap claims {Width} x {signedHeight} pixels");
        }

        CheckCoding();
        ReadMasks(info);
        _palette = ReadPalette(info, core);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    private int StrideBytes => checked((int)((((long)Width * _bits) + 31) / 32 * 4));

    /// <summary>Reads the pixels: interleaved R, G, B bytes, upright.</summary>
    /// <exception cref="InvalidDataException">The file claims more pixels than its bytes can hold.</exception>
    public byte[] ReadRgb()
    {
        long dataBytes = _stream.Length - _dataOffset;
        bool runLength = _compression is BmpCompression.RunLength8 or BmpCompression.RunLength4;
        bool holds = runLength
            ? (long)Width * Height <= dataBytes / 2 * LongestRun
            : (long)StrideBytes * Height <= dataBytes;
        if (!holds)
        {
            throw new InvalidDataException("the file ends before its pixels do");
        }

        _stream.Position = _dataOffset;
        int channels = !runLength && _bits > 8 && _masks[3] != 0 ? 4 : 3;
        var pixels = new byte[checked(Width * Height * channels)];
        if (runLength)
        {
            ReadRuns(pixels);
            return pixels;
        }

        var row = new byte[StrideBytes];
        for (int y = 0; y < Height; y++)
        {
            _stream.ReadExactly(row);
            ConvertRow(row, pixels.AsSpan((_topDown ? y : Height - 1 - y) * Width * channels, Width * channels), channels);
        }

        return channels == 4 ? Transparency.Flatten(pixels) : pixels;
    }

    private void CheckCoding()
    {
        bool known = (_compression, _bits) switch
        {
            (BmpCompression.None, 1 or 2 or 4 or 8 or 16 or 24 or 32) => true,
            (BmpCompression.RunLength8, 8) or (BmpCompression.RunLength4, 4) => !_topDown,
            (BmpCompression.BitFields or BmpCompression.AlphaBitFields, 16 or 32) => true,
            _ => false,
        };
        if (!known)
        {
            throw new InvalidDataException($"the bitmap has {_bits} bits a pixel and compression {(int)_compression}, which is not known");
        }
    }

    private void ReadMasks(ReadOnlySpan<byte> info)
    {
        if (_compression is not (BmpCompression.BitFields or BmpCompression.AlphaBitFields))
        {
            uint[] usual = _bits == 16 ? [0x7C00, 0x03E0, 0x001F, 0] : [0xFF0000, 0xFF00, 0xFF, 0];
            usual.CopyTo(_masks, 0);
            return;
        }

        Span<byte> after = stackalloc byte[16];
        ReadOnlySpan<byte> masks = info.Length >= HeaderWithMasksBytes ? info[InfoHeaderBytes..] : after;
        int count = info.Length >= HeaderWithMasksBytes ? info.Length >= HeaderWithAlphaBytes ? 4 : 3
            : _compression == BmpCompression.AlphaBitFields ? 4 : 3;
        if (info.Length < HeaderWithMasksBytes)
        {
            _stream.ReadExactly(after[..(count * 4)]);
        }

        for (int i = 0; i < count; i++)
        {
            _masks[i] = BinaryPrimitives.ReadUInt32LittleEndian(masks[(i * 4)..]);
        }
    }

    private byte[] ReadPalette(ReadOnlySpan<byte> info, bool core)
    {
        if (_bits > 8)
        {
            return [];
        }

        uint claimed = core ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(info[32..]);
        int entries = claimed is 0 or > 256 ? 1 << _bits : (int)claimed;
        int entryBytes = core ? 3 : 4;
        var raw = new byte[entries * entryBytes];
        _stream.ReadExactly(raw);

        // An index past the palette shows black.
        var palette = new byte[256 * 3];
        for (int i = 0; i < entries; i++)
        {
            palette[i * 3] = raw[(i * entryBytes) + 2];
            palette[(i * 3) + 1] = raw[(i * entryBytes) + 1];
            palette[(i * 3) + 2] = raw[i * entryBytes];
        }

        return palette;
    }

    private void ConvertRow(ReadOnlySpan<byte> row, Span<byte> pixels, int channels)
    {
        for (int x = 0; x < Width; x++)
        {
            Span<byte> pixel = pixels.Slice(x * channels, channels);
            switch (_bits)
            {
                case 24:
                    (pixel[0], pixel[1], pixel[2]) = (row[(x * 3) + 2], row[(x * 3) + 1], row[x * 3]);
                    break;
                case 16:
                    Unmask(BinaryPrimitives.ReadUInt16LittleEndian(row[(x * 2)..]), pixel);
                    break;
                case 32:
                    Unmask(BinaryPrimitives.ReadUInt32LittleEndian(row[(x * 4)..]), pixel);
                    break;
                default:
                    int bit = x * _bits;
                    PutPalette((row[bit / 8] >> (8 - _bits - (bit % 8))) & ((1 << _bits) - 1), pixel);
                    break;
            }
        }
    }

    private void PutPalette(int index, Span<byte> pixel) => _palette.AsSpan(index * 3, 3).CopyTo(pixel);

    private void Unmask(uint value, Span<byte> pixel)
    {
        for (int c = 0; c < pixel.Length; c++)
        {
            pixel[c] = (byte)Channel(value, _masks[c]);
        }
    }

    private static int Channel(uint value, uint mask)
    {
        if (mask == 0)
        {
            return 0;
        }

        int shift = BitOperations.TrailingZeroCount(mask);
        ulong top = mask >> shift;
        return (int)((((ulong)((value & mask) >> shift) * 255) + (top / 2)) / top);
    }

    /// <summary>Runs of (count, index), and escapes: 0 end of row, 1 end of image, 2 move, n plain indexes padded to even bytes.</summary>
    private void ReadRuns(byte[] rgb)
    {
        int x = 0, y = 0, perByte = 8 / _bits;
        while (y < Height)
        {
            int count = Next(), value = Next();
            if (count > 0)
            {
                for (int i = 0; i < count; i++)
                {
                    Put(rgb, x++, y, Nibble(value, i));
                }
            }
            else if (value == 0)
            {
                (x, y) = (0, y + 1);
            }
            else if (value == 1)
            {
                return;
            }
            else if (value == 2)
            {
                (x, y) = (x + Next(), y + Next());
            }
            else
            {
                int bytes = (value + perByte - 1) / perByte;
                for (int b = 0; b < bytes; b++)
                {
                    int plain = Next();
                    for (int i = 0; i < perByte && (b * perByte) + i < value; i++)
                    {
                        Put(rgb, x++, y, Nibble(plain, i));
                    }
                }

                _ = bytes % 2 == 1 ? Next() : 0;
            }
        }
    }

    private int Nibble(int value, int i) => _bits == 8 ? value : i % 2 == 0 ? value >> 4 : value & 15;

    private void Put(byte[] rgb, int x, int y, int index)
    {
        if (x < Width && y < Height)
        {
            PutPalette(index, rgb.AsSpan((((Height - 1 - y) * Width) + x) * 3, 3));
        }
    }

    private int Next()
    {
        int value = _stream.ReadByte();
        return value >= 0 ? value : throw new InvalidDataException("the file ends before its pixels do");
    }
}
