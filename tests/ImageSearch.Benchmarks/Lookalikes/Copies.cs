using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>True copies of photographs and of drawn sheets: what each alteration makes of the relation is said beside it.</summary>
internal static class Copies
{
    private const int PhotographsAHalf = 14;
    private const int LargeAHalf = 3;

    /// <summary>What is nearly gray is not recoloured when it is made gray. In levels.</summary>
    private const double MinColourful = 8;

    /// <summary>Orientations that turn without mirroring, and by how many quarters clockwise.</summary>
    private static readonly (ushort Orientation, int Quarters)[] Turning = [(3, 2), (6, 1), (8, 3)];

    private static readonly Ink Ground = new(255, 255, 255);

    public static void OfPhotographs(Workshop shop)
    {
        for (int i = 0; i < PhotographsAHalf; i++)
        {
            byte[] file = Encode.Jpeg(i < LargeAHalf ? shop.LargePhoto() : shop.Photo(), 92);
            string first = shop.Bytes($"{i:00}.jpg", file);
            Orientations(shop, $"{i:00}", first, file);
            CopiesOf(shop, $"{i:00}", first, file);
        }
    }

    /// <summary>The same of what was drawn: forms, charts, screens and the like, as PNG.</summary>
    public static void OfSheets(Workshop shop)
    {
        foreach ((int i, ColourImage sheet) in DrawnSheets.Of(shop).Index())
        {
            byte[] file = Encode.Png(sheet);
            CopiesOf(shop, $"{i:00}", shop.Bytes($"{i:00}.png", file), file);
        }
    }

    /// <summary>
    /// A tag that was added changes no pixel; one that turns what is stored leaves the same upright pixels as a PNG of them; and the same
    /// tag turns a picture that was upright.
    /// </summary>
    private static void Orientations(Workshop shop, string name, string first, byte[] file)
    {
        shop.Pair(first, shop.Bytes($"{name}-tagged.jpg", ExifTag.Add(file, 1)), ImageRelation.IdenticalPixels);
        (ushort orientation, int quarters) = shop.Chance.Pick(Turning);
        string tagged = shop.Bytes($"{name}-exif{orientation}.jpg", ExifTag.Add(file, orientation));
        shop.Pair(first, tagged, ImageRelation.Turned);
        shop.Pair(tagged, shop.Png($"{name}-exif{orientation}-upright", Retouch.Turn(Pixels.Decode(file), quarters)),
            ImageRelation.IdenticalPixels);
    }

    private static void CopiesOf(Workshop shop, string name, string first, byte[] file)
    {
        ColourImage image = Pixels.Decode(file);
        string ending = Path.GetExtension(first);
        shop.Pair(first, shop.Bytes($"{name}-bytes{ending}", file), ImageRelation.IdenticalBytes);
        shop.Pair(first, ending == ".png" ? shop.Bytes($"{name}-tif.tif", Encode.Tiff([image], "lzw")) : shop.Png($"{name}-png", image),
            ImageRelation.IdenticalPixels);
        Saved(shop, name, first, image);
        if (Tones.Colourfulness(image) >= MinColourful)
        {
            Coloured(shop, name, first, image);
        }

        Moved(shop, name, first, image);
    }

    private static void Saved(Workshop shop, string name, string first, ColourImage image)
    {
        foreach (int quality in (int[])[95, 85, 70, 50, 30, 20])
        {
            shop.Pair(first, shop.Jpeg($"{name}-jpeg{quality}", image, quality), ImageRelation.Reencoded);
        }

        foreach (int levels in (int[])[1, 2])
        {
            shop.Pair(first, shop.Png($"{name}-noise{levels}", Retouch.Jitter(image, levels, shop.Chance)), ImageRelation.Reencoded);
        }

        foreach (int percent in (int[])[90, 75, 50, 25])
        {
            shop.Pair(first, shop.Jpeg($"{name}-scale{percent}", Pixels.Scale(image, percent / 100.0)), ImageRelation.Resized);
        }
    }

    private static void Coloured(Workshop shop, string name, string first, ColourImage image)
    {
        shop.Pair(first, shop.Jpeg($"{name}-gray", Retouch.Gray(image)), ImageRelation.Recoloured);
        shop.Pair(first, shop.Jpeg($"{name}-hue", Retouch.TurnHue(image, shop.Chance.Between(60, 300))), ImageRelation.Recoloured);
        shop.Pair(first, shop.Jpeg($"{name}-swapped", Retouch.SwapChannels(image)), ImageRelation.Recoloured);
    }

    private static void Moved(Workshop shop, string name, string first, ColourImage image)
    {
        foreach (int percent in (int[])[90, 70, 50])
        {
            double side = Math.Sqrt(percent / 100.0);
            int width = (int)(image.Width * side), height = (int)(image.Height * side);
            ColourImage crop = Retouch.Crop(image, shop.Chance.Below(image.Width - width + 1), shop.Chance.Below(image.Height - height + 1),
                width, height);
            shop.Pair(first, shop.Jpeg($"{name}-crop{percent}", crop), ImageRelation.Cropped);
        }

        shop.Pair(first, shop.Jpeg($"{name}-turn90", Retouch.Turn(image, 1)), ImageRelation.Turned);
        shop.Pair(first, shop.Jpeg($"{name}-turn180", Retouch.Turn(image, 2)), ImageRelation.Turned);
        shop.Pair(first, shop.Jpeg($"{name}-turn10", Warp.Turn(image, 10, Ground)), ImageRelation.Turned);
        shop.Pair(first, shop.Jpeg($"{name}-turn45", Warp.Turn(image, 45, Ground)), ImageRelation.Turned);
        shop.Pair(first, shop.Jpeg($"{name}-mirror", Retouch.Mirror(image)), ImageRelation.Mirrored);
    }
}
