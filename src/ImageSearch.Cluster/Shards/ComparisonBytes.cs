using ImageSearch.Comparison;
using ImageSearch.Geometry;

namespace ImageSearch.Cluster.Shards;

/// <summary>A comparison as it goes from node to node, bit by bit. Pixels were not compared: whoever asked does that.</summary>
internal static class ComparisonBytes
{
    /// <summary>The bytes of a comparison.</summary>
    public static byte[] Write(ImageComparison comparison)
    {
        using var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes);
        to.Write(ByteForm.Newest);
        to.Write((int)comparison.Relation);
        to.Write(comparison.Confidence);
        to.Write(comparison.PerceptualHashDistance ?? -1);
        Write(to, comparison.FirstOverlap);
        Write(to, comparison.SecondOverlap);
        Write(to, comparison.Agreement);
        to.Write(comparison.IsConfirmed);
        to.Write(comparison.Geometry is not null);
        if (comparison.Geometry is { } geometry)
        {
            Write(to, geometry);
        }

        WriteAll(to, comparison.Parts, WritePart);
        WriteAll(to, comparison.Differences, WriteDifference);
        to.Write(comparison.Outline is not null);
        WriteAll(to, comparison.Outline ?? [], WritePlace);
        WriteAll(to, comparison.Points, WritePoint);
        return bytes.ToArray();
    }

    /// <summary>The comparison.</summary>
    /// <exception cref="EndOfStreamException">The bytes are cut short.</exception>
    /// <exception cref="ByteFormException">They are of another version.</exception>
    public static ImageComparison Read(byte[] bytes)
    {
        using var from = new BinaryReader(new MemoryStream(bytes));
        ByteForm.Check(from.ReadByte());
        var relation = (ImageRelation)from.ReadInt32();
        double confidence = from.ReadDouble();
        int distance = from.ReadInt32();
        (double? first, double? second, double? agreement) = (ReadShare(from), ReadShare(from), ReadShare(from));
        bool isConfirmed = from.ReadBoolean();
        GeometricMatch? geometry = from.ReadBoolean() ? ReadGeometry(from) : null;
        MatchedPart[] parts = ReadAll(from, f => new MatchedPart(ReadAll(f, ReadPlace), ReadAll(f, ReadPlace), ReadAll(f, ReadPoint)));
        ImageDifference[] differences = ReadAll(from,
            f => new ImageDifference(ReadAll(f, ReadPlace), ReadAll(f, ReadPlace), f.ReadDouble()));
        bool hasOutline = from.ReadBoolean();
        (double, double)[] outline = ReadAll(from, ReadPlace);
        return new ImageComparison(relation, confidence)
        {
            Geometry = geometry,
            PerceptualHashDistance = distance < 0 ? null : distance,
            FirstOverlap = first,
            SecondOverlap = second,
            Agreement = agreement,
            IsConfirmed = isConfirmed,
            Parts = parts,
            Differences = differences,
            Outline = hasOutline ? outline : null,
            Points = ReadAll(from, ReadPoint),
        };
    }

    private static void Write(BinaryWriter to, GeometricMatch match)
    {
        ImageTransform t = match.Transform;
        foreach (double value in (double[])[t.M11, t.M12, t.M13, t.M21, t.M22, t.M23, t.M31, t.M32, t.M33])
        {
            to.Write(value);
        }

        WriteAll(to, match.Points, (w, p) =>
        {
            WritePlace(w, (p.QueryX, p.QueryY));
            WritePlace(w, (p.ImageX, p.ImageY));
        });
        to.Write(match.PutativeMatchCount);
        to.Write(match.IsMirrored);
        to.Write(match.HasFewFeatures);
        to.Write(match.CollinearInlierCount);
        to.Write(match.IsThorough);
        to.Write(match.GuidedMeaning);
    }

    private static GeometricMatch ReadGeometry(BinaryReader from)
    {
        double[] t = [.. Enumerable.Range(0, 9).Select(_ => from.ReadDouble())];
        DescribedPoint[] points = ReadAll(from,
            f => new DescribedPoint(f.ReadDouble(), f.ReadDouble(), f.ReadDouble(), f.ReadDouble()));
        return new GeometricMatch(new ImageTransform(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8]), points,
            from.ReadInt32(), from.ReadBoolean())
        {
            HasFewFeatures = from.ReadBoolean(),
            CollinearInlierCount = from.ReadInt32(),
            IsThorough = from.ReadBoolean(),
            GuidedMeaning = from.ReadDouble(),
        };
    }

    private static void WritePart(BinaryWriter to, MatchedPart part)
    {
        WriteAll(to, part.First, WritePlace);
        WriteAll(to, part.Second, WritePlace);
        WriteAll(to, part.Points, WritePoint);
    }

    private static void WriteDifference(BinaryWriter to, ImageDifference difference)
    {
        WriteAll(to, difference.First, WritePlace);
        WriteAll(to, difference.Second, WritePlace);
        to.Write(difference.Share);
    }

    private static void WritePlace(BinaryWriter to, (double X, double Y) place)
    {
        to.Write(place.X);
        to.Write(place.Y);
    }

    private static (double X, double Y) ReadPlace(BinaryReader from) => (from.ReadDouble(), from.ReadDouble());

    private static void WritePoint(BinaryWriter to, MatchedPoint point)
    {
        WritePlace(to, (point.QueryX, point.QueryY));
        WritePlace(to, (point.ImageX, point.ImageY));
    }

    private static MatchedPoint ReadPoint(BinaryReader from) =>
        new(from.ReadDouble(), from.ReadDouble(), from.ReadDouble(), from.ReadDouble());

    private static void Write(BinaryWriter to, double? share)
    {
        to.Write(share is not null);
        to.Write(share ?? 0);
    }

    private static double? ReadShare(BinaryReader from)
    {
        bool isThere = from.ReadBoolean();
        double share = from.ReadDouble();
        return isThere ? share : null;
    }

    private static void WriteAll<T>(BinaryWriter to, IReadOnlyList<T> values, Action<BinaryWriter, T> write)
    {
        to.Write(values.Count);
        foreach (T value in values)
        {
            write(to, value);
        }
    }

    private static T[] ReadAll<T>(BinaryReader from, Func<BinaryReader, T> read)
    {
        int count = from.ReadInt32();
        return count >= 0 && count <= from.BaseStream.Length - from.BaseStream.Position
            ? [.. Enumerable.Range(0, count).Select(_ => read(from))] : throw new EndOfStreamException();
    }
}
