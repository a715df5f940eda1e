using System.Buffers.Binary;

namespace ImageSearch.Imaging;

/// <summary>What is known so far of a progressive JPEG, and which of its scans can go.</summary>
internal sealed class ProgressivePlan
{
    /// <summary>From here on only a block's mean is left of it.</summary>
    private const int MeansOnlyShrink = 8;

    private const byte AdobeTransformYcc = 1;

    private readonly Dictionary<int, int> _quantizers = [];
    private int _shrink;
    private byte _luma;

    /// <summary>JFIF files hold luma and chromas.</summary>
    public bool IsJfif { get; set; }

    /// <summary>Adobe's files say what they hold.</summary>
    public byte? AdobeTransform { get; set; }

    public List<Range> Surplus { get; } = [];

    /// <summary>
    /// Where the quantizer lies of a frequency of which nothing is kept. libjpeg guesses frequencies that have not come yet, at more cost
    /// than decoding them; a quantizer of nought, by which it would have to divide, keeps it from that.
    /// </summary>
    public int? UnusedQuantizer { get; private set; }

    /// <summary>Tables of 64 quantizers, of one or two bytes, each after its number.</summary>
    public bool TryTables(ReadOnlySpan<byte> body, int at)
    {
        for (int i = 0; i < body.Length;)
        {
            int bytes = body[i] >> 4 == 0 ? 1 : 2;
            if (i + (64 * bytes) >= body.Length)
            {
                return false;
            }

            if (bytes == 1 && _shrink == 0)
            {
                // The second: the first is the mean's.
                _quantizers[body[i]] = at + i + 2;
            }

            i += 1 + (64 * bytes);
        }

        return true;
    }

    /// <summary>Gray alone, or luma and two chromas: only of these is it known that the first component is the gray.</summary>
    public bool TryFrame(ReadOnlySpan<byte> body, Func<int, int, int> shrinkFor)
    {
        if (_shrink != 0 || body.Length < 9 || body.Length != 6 + (3 * body[5])
            || !(body[5] == 1 || (body[5] == 3 && IsLumaAndChromas(body))))
        {
            return false;
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        _luma = body[6];
        _shrink = shrinkFor(width, height);
        byte last = body[^1], first = body[8];
        if ((last != first || _shrink >= MeansOnlyShrink) && _quantizers.TryGetValue(last, out int quantizer))
        {
            UnusedQuantizer = quantizer;
        }

        return _shrink > 1;
    }

    /// <summary>By the same signs, in the same order, as libjpeg.</summary>
    private bool IsLumaAndChromas(ReadOnlySpan<byte> frame) =>
        IsJfif || (AdobeTransform is byte transform ? transform == AdobeTransformYcc : frame[6] == 1 && frame[9] == 2 && frame[12] == 3);

    /// <summary>
    /// Details are all frequencies but the means; they come one component a scan. A scan that refines adds a bit to what an earlier one
    /// told; only the last bit is done without.
    /// </summary>
    public bool TryScan(ReadOnlySpan<byte> body, Range scan)
    {
        if (_shrink == 0 || body.Length < 6 || body.Length != 4 + (2 * body[0]))
        {
            return false;
        }

        bool details = body[^3] > 0, lastBit = body[^1] is > 0x0F && (body[^1] & 0x0F) == 0;
        if (details && (lastBit || body[1] != _luma || _shrink >= MeansOnlyShrink))
        {
            Surplus.Add(scan);
        }

        return !details || body[0] == 1;
    }
}
