using System.Collections;
using System.Globalization;
using System.Management.Automation;
using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Index;
using ImageSearch.Pictures;

namespace ImageSearch.PowerShell;

/// <summary>
/// What a piped object says of two images: a match, a verdict or a duplicate of this module, or what became of one in another session, in a
/// file or in a list. What got lost on the way (points in depth, say) is not drawn.
/// </summary>
internal static class PipedMatch
{
    /// <summary>One object, as the pipeline brings it, or those of a list that is given as an argument.</summary>
    public static IEnumerable<PSObject> Each(PSObject item) =>
        item.BaseObject is object?[] several ? several.Where(o => o is not null).Select(o => PSObject.AsPSObject(o)) : [item];

    /// <summary>The two images and what is known of them, and the rank of a match.</summary>
    /// <exception cref="ImageException">It names no two images.</exception>
    public static (PicturedMatch Picture, int? Rank) Of(PSObject item) => item.BaseObject switch
    {
        SimilarImage match => (match.ToPicture(), match.Rank),
        ComparedImages compared => (compared.ToPicture(), null),
        DuplicateFile { IsKeeper: false } duplicate => (duplicate.ToPicture(), null),
        IndexedImage image => throw ImageException.NoTwoImages(image.Path),
        DuplicateFile keeper => throw ImageException.NoTwoImages(keeper.FullName),
        _ => (OfProperties(item), (int?)Number(item, "Rank")),
    };

    private static PicturedMatch OfProperties(PSObject item)
    {
        string? second = PipedFile.PathOf(item);
        (string? first, (string, string) roles) = PipedFile.TextOf(item, nameof(SimilarImage.QueryPath)) is { } query
            ? (query, ("query", "image"))
            : PipedFile.TextOf(item, nameof(ComparedImages.ReferencePath)) is { } reference ? (reference, ("first", "second"))
            : (PipedFile.TextOf(item, nameof(DuplicateFile.KeeperPath)), ("kept", "duplicate"));
        if (first is null || second is null || Flag(item, nameof(DuplicateFile.IsKeeper)))
        {
            throw ImageException.NoTwoImages(second ?? item.ToString());
        }

        PSObject detail = Detail(item);
        return new PicturedMatch(first, second)
        {
            Roles = roles,
            Relation = Enum.TryParse(PipedFile.TextOf(item, "Relation"), out ImageRelation relation) ? relation : null,
            Verdict = PipedFile.TextOf(item, "Verdict"),
            Confidence = Number(item, "Confidence"),
            Agreement = Number(item, "Agreement"),
            IsConfirmed = Flag(item, "IsConfirmed"),
            Votes = (int?)Number(item, "Votes"),
            IsMirrored = Flag(item, "IsMirrored"),
            PerceptualHashDistance = (int?)Number(item, "PerceptualHashDistance"),
            Points = Points(detail),
            Outline = Corners(detail, "Outline") is { Length: 4 } outline ? outline : null,
            Parts = [.. Items(detail, "Parts").Select(p => new MatchedPart(Corners(p, "First"), Corners(p, "Second"), Points(p)))
                .Where(p => p.First.Count > 2 && p.Second.Count > 2)],
            Differences = [.. Items(detail, "Differences")
                .Select(d => new ImageDifference(Corners(d, "First"), Corners(d, "Second"), Number(d, "Share") ?? 0))
                .Where(d => d.First.Count > 2 && d.Second.Count > 2)],
        };
    }

    /// <summary>Where things lie, if -Detailed asked for it.</summary>
    private static PSObject Detail(PSObject item) =>
        item.Properties["Detail"]?.Value is { } detail ? PSObject.AsPSObject(detail) : new PSObject();

    /// <summary>A property's number; null if it has none.</summary>
    public static double? Number(PSObject item, string name) =>
        double.TryParse(PipedFile.TextOf(item, name), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number) ? number : null;

    /// <summary>Whether a property says yes, as a value or, of a list, as text.</summary>
    public static bool Flag(PSObject item, string name) =>
        item.Properties[name]?.Value is { } value && (value as PSObject)?.BaseObject is not string && LanguagePrimitives.IsTrue(value)
        && !"False".Equals(value.ToString(), StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<PSObject> Items(PSObject item, string name)
    {
        object? value = item.Properties[name]?.Value;
        return (value is PSObject wrapped ? wrapped.BaseObject : value) is IEnumerable list and not string
            ? list.Cast<object?>().Where(i => i is not null).Select(i => PSObject.AsPSObject(i)) : [];
    }

    private static MatchedPoint[] Points(PSObject item) =>
    [
        .. Items(item, "Points")
            .Select(p => (X: Number(p, "QueryX"), Y: Number(p, "QueryY"), U: Number(p, "ImageX"), V: Number(p, "ImageY")))
            .Where(p => p is { X: not null, Y: not null, U: not null, V: not null })
            .Select(p => new MatchedPoint(p.X!.Value, p.Y!.Value, p.U!.Value, p.V!.Value)),
    ];

    private static (double X, double Y)[] Corners(PSObject item, string name)
    {
        var corners = new List<(double X, double Y)>();
        foreach (PSObject corner in Items(item, name))
        {
            double[] numbers = corner.BaseObject is IEnumerable list and not string ? [.. list.Cast<object?>().Select(n =>
                (n is PSObject wrapped ? wrapped.BaseObject : n) is IConvertible c and not string ? c.ToDouble(CultureInfo.InvariantCulture)
                : double.NaN)] : [];
            if (numbers.Length != 2 || !Array.TrueForAll(numbers, double.IsFinite))
            {
                return [];
            }

            corners.Add((numbers[0], numbers[1]));
        }

        return [.. corners];
    }
}
