using System.Runtime.InteropServices;
using ImageSearch.Sift;

namespace ImageSearch.Index;

/// <summary>
/// A keypoint in 8 bytes. X and Y are shares of the image's longer side (steps of 1/65535 of it, 0.008 pixels at 512), the scale is
/// log2 in steps of 1/2048 from 1/256 pixel, the angle in steps of 360/65536 degrees. The response is not kept: rows are in its order.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal readonly record struct PackedKeypoint(ushort X, ushort Y, ushort Scale, ushort Angle)
{
    private const double Steps = 65535;
    private const double StepsAnOctave = 2048;
    private const double MinScaleLog = -8;
    private const double StepsADegree = 65536 / 360.0;

    public static PackedKeypoint Pack(in Keypoint keypoint, int width, int height)
    {
        double perPixel = Steps / Math.Max(width, height);
        return new PackedKeypoint(
            Clamp(keypoint.X * perPixel),
            Clamp(keypoint.Y * perPixel),
            Clamp((Math.Log2(keypoint.Scale) - MinScaleLog) * StepsAnOctave),
            (ushort)((int)Math.Round(keypoint.Angle * StepsADegree) & 0xFFFF));
    }

    /// <summary>What is left of a keypoint of which only the upper halves of scale and angle were kept.</summary>
    public static PackedKeypoint OfHalves(byte scale, byte angle) => new(0, 0, (ushort)((scale << 8) + 128), (ushort)((angle << 8) + 128));

    /// <summary>The keypoint in pixels of an image of that size; its response is 0.</summary>
    public Keypoint Unpack(int width, int height)
    {
        double pixels = Math.Max(width, height) / Steps;
        (double scale, double angle) = Seen;
        return new Keypoint((float)(X * pixels), (float)(Y * pixels), (float)scale, (float)angle, 0);
    }

    /// <summary>How large, in pixels, and how turned, in degrees.</summary>
    public (double Scale, double Angle) Seen => (Math.Pow(2, (Scale / StepsAnOctave) + MinScaleLog), Angle / StepsADegree);

    private static ushort Clamp(double value) => (ushort)Math.Clamp(Math.Round(value), 0, ushort.MaxValue);
}
