using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Pictures;
using ImageSearch.Tests.Comparison.Pixels;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Comparison;

/// <summary>What was done to a photograph is what the engine says: the sample copies, and alterations made here.</summary>
public sealed class CopyTests(ComparedFiles files) : IClassFixture<ComparedFiles>
{
    private static readonly Dictionary<string, ImageRelation> Expected = new()
    {
        ["jpeg15"] = ImageRelation.Reencoded,
        ["scale50"] = ImageRelation.Resized,
        ["crop50"] = ImageRelation.Cropped,
        ["rot45"] = ImageRelation.Turned,
    };

    private static readonly string[] LowTexture = ["Fossa", "umang"];

    /// <summary>What is said wrongly today: other hues that change the luma, and clipping that takes a third of the gray levels away, look
    /// like edits.</summary>
    private static readonly (string Photo, string Alteration)[] Missed =
        [("Picture_1A", "other hues"), ("friends", "more contrast, clipped")];

    public static TheoryData<string, string, ImageRelation> SampleCopies()
    {
        var data = new TheoryData<string, string, ImageRelation>();
        foreach (string[] row in File.ReadLines(Path.Combine(TestData.Copies, "queries.tsv")).Select(l => l.Split('\t'))
            .Where(r => Expected.ContainsKey(r[2])))
        {
            data.Add(row[0], row[1], Expected[row[2]]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(SampleCopies))]
    public void Compare_OfASampleCopy_SaysWhatWasDone(string copy, string photo, ImageRelation relation)
    {
        ImageComparison found = files.Compare(Path.GetFullPath(Path.Combine(TestData.Copies, photo)), Path.Combine(TestData.Copies, copy));
        string what = $"{found.Relation}, {found.Confidence:0.00}, agreement {found.Agreement:0.00}, overlap {found.FirstOverlap:0.00} and "
            + $"{found.SecondOverlap:0.00}";

        // Where there is next to nothing to see, how the one lies in the other cannot be told to a pixel (docs/confidence.md).
        Assert.True(Array.Exists(LowTexture, copy.StartsWith) ? found.IsMatch : relation == found.Relation, what);
    }

    /// <summary>Where there is next to nothing to see, an estimate that turns a copy explains it too; as it lies, more agrees.</summary>
    [Theory]
    [InlineData("umang", 75)]
    [InlineData("umang", 50)]
    [InlineData("Fossa", 50)]
    public void Compare_OfLittleToSee_IsTheSameWhereItLies(string photo, int quality)
    {
        ColourImage image = Frames.Colours(photo);
        string first = files.Jpeg($"{photo} 92.jpg", image, 92), second = files.Jpeg($"{photo} {quality}.jpg", image, quality);
        ImageComparison found = files.Compare(first, second);
        Assert.Equal(ImageRelation.Reencoded, found.Relation);
    }

    public static TheoryData<string, string> Alterations()
    {
        var data = new TheoryData<string, string>();
        foreach ((string photo, string alteration) in new[]
            { "Dragonfly", "Picture_1A", "friends" }.SelectMany(_ => Made.Keys, (photo, name) => (photo, name)).Except(Missed))
        {
            data.Add(photo, alteration);
        }

        return data;
    }

    private static Dictionary<string, (ImageRelation Relation, Func<ColourImage, ColourImage> Alter)> Made { get; } = new()
    {
        ["brighter, with less contrast"] = (ImageRelation.Reencoded, image => Altered.Toned(image, v => 60 + (0.6 * v))),
        ["more contrast, clipped"] = (ImageRelation.Reencoded, image => Altered.Toned(image, v => (1.5 * (v - 128)) + 128)),
        ["dark"] = (ImageRelation.Reencoded, image => Altered.Toned(image, v => 0.5 * v)),
        ["warm"] = (ImageRelation.Reencoded, image => Altered.Map(image, (r, g, b) => (1.1 * r, g, 0.85 * b))),
        ["noisy"] = (ImageRelation.Reencoded, image => Altered.Noisy(image, 8, 1)),
        ["blurred"] = (ImageRelation.Reencoded, image => Altered.Blurred(image, 2)),
        ["a quarter as large"] = (ImageRelation.Resized, image => Frames.Of(image).At(image.Width / 4, image.Height / 4).Colour),
        ["twice as large"] = (ImageRelation.Resized, image => Frames.Of(image).At(2 * image.Width, 2 * image.Height).Colour),
        ["gray"] = (ImageRelation.Recoloured, Altered.Gray),
        ["other hues"] = (ImageRelation.Recoloured, image => Altered.Map(image, (r, g, b) => (g, b, r))),
        ["a third of it"] = (ImageRelation.Cropped, image =>
            Altered.Cropped(image, image.Width / 7, image.Height / 3, image.Width * 58 / 100, image.Height * 58 / 100)),
        ["without its edges"] = (ImageRelation.Cropped, image => Altered.Cropped(image, 9, 7, image.Width - 20, image.Height - 13)),
        ["turned by 10 degrees"] = (ImageRelation.Turned, image => Turned(image, 10)),
        ["turned by a quarter"] = (ImageRelation.Turned, image => Altered.Stored(image, 6)),
        ["turned by two quarters"] = (ImageRelation.Turned, image => Altered.Stored(image, 3)),
        ["at an angle"] = (ImageRelation.Turned, AtAnAngle),
        ["mirrored"] = (ImageRelation.Mirrored, Altered.Mirrored),
        ["with words on a bar"] = (ImageRelation.Edited, WithBar),
        ["with a border around it"] =
            (ImageRelation.Edited, image => Altered.Pasted(Altered.Plain(image.Width + 60, image.Height + 60, 30, 30, 40), image, 30, 30)),
        ["with a border over its edges"] = (ImageRelation.Edited, image =>
            Altered.Pasted(Altered.Plain(image.Width, image.Height, 250, 250, 250),
                Altered.Cropped(image, 25, 25, image.Width - 50, image.Height - 50), 25, 25)),
    };

    [Theory]
    [MemberData(nameof(Alterations))]
    public void Compare_OfAnAlteredCopy_SaysWhatWasDone(string photo, string alteration)
    {
        (ImageRelation relation, Func<ColourImage, ColourImage> alter) = Made[alteration];
        string original = TestData.Photo(photo), copy = files.Jpeg($"{photo}, {alteration}.jpg", alter(Frames.Colours(photo)));
        ImageComparison found = files.Compare(original, copy);
        string what = $"{found.Relation}, {found.Confidence:0.00}, agreement {found.Agreement:0.00}, overlap {found.FirstOverlap:0.00} and "
            + $"{found.SecondOverlap:0.00}";
        Assert.True(relation == found.Relation, what);
        Assert.True(found.IsConfirmed);
    }

    private static ColourImage Turned(ColourImage image, double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        int width = (int)((image.Width * cos) + (image.Height * sin)) + 1, height = (int)((image.Width * sin) + (image.Height * cos)) + 1;
        ImageTransform back = MadeFeatures.Similarity(-degrees, 1, (image.Width - 1) / 2.0, (image.Height - 1) / 2.0)
            .After(new ImageTransform(1, 0, (1 - width) / 2.0, 0, 1, (1 - height) / 2.0));
        return Altered.Seen(image, width, height, back.Apply);
    }

    /// <summary>The picture on a wall, seen from the side: the right is nearer than the left.</summary>
    private static ColourImage AtAnAngle(ColourImage image)
    {
        double slope = 0.25 / image.Width;
        var seen = new ImageTransform(1.25, 0, 0, slope * image.Height / 2, 1.25, 0, slope, 0);
        return Altered.Seen(image, image.Width + 1, (int)(1.25 * image.Height) + 1, seen.Inverse()!.Apply);
    }

    private static ColourImage WithBar(ColourImage image)
    {
        var canvas = new Canvas(image.Width, image.Height, new Ink(0, 0, 0));
        canvas.Paste(Altered.Cropped(image, 0, 0, image.Width, image.Height * 4 / 5), 0, 0);
        StrokeFont.Draw(canvas, "A QUOTATION", (30, (image.Height * 4 / 5) + 25), 40, new Ink(255, 255, 255));
        return canvas.ToImage();
    }
}
