using ImageSearch.Imaging;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>One scene photographed more than once. The scene is a photograph; each frame is a view into it with noise and coding of its own.</summary>
internal static class Scenes
{
    private const double NoiseLevels = 3;

    /// <summary>Bursts: the hand moves a little, and a thing moves through the scene.</summary>
    public static void Burst(Workshop shop)
    {
        for (int group = 0; group < 3; group++)
        {
            ColourImage scene = shop.Photo(), thing = Pixels.Scale(shop.Photo(160, 160), 0.24 * Math.Min(scene.Width, scene.Height) / 160);
            int width = (int)(scene.Width * 0.94), height = (int)(scene.Height * 0.94);
            int at = group;
            shop.Pairs([.. Enumerable.Range(0, 4).Select(i => shop.Jpeg($"{at}-{i}", Frame(scene, thing, width, height, i / 3.0, shop.Chance)))], TrueRelation.SameScene);
        }
    }

    /// <summary>
    /// Another exposure, held by hand: more or less light, clipped, with the noise that goes with it, and moved by some pixels. Noise alone, in the same frame and at
    /// the same light, is what a file saved again by another program may have too: that is Reencoded.
    /// </summary>
    public static void Exposure(Workshop shop)
    {
        for (int i = 0; i < 14; i++)
        {
            ColourImage scene = shop.Photo();
            string first = shop.Jpeg($"{i:00}", Shot(scene, 1, NoiseLevels, shop.Chance), 92);
            double gain = shop.Chance.Is(0.5) ? shop.Chance.Real(1.4, 2) : shop.Chance.Real(0.45, 0.7);
            shop.Pair(first, shop.Jpeg($"{i:00}-light", Shot(scene, gain, NoiseLevels / Math.Sqrt(gain), shop.Chance), 92), TrueRelation.SameScene);
        }
    }

    private static ColourImage Shot(ColourImage scene, double gain, double noise, Chance chance)
    {
        int width = (int)(scene.Width * 0.96), height = (int)(scene.Height * 0.96);
        double room = 0.015 * scene.Width;
        ColourImage view = Warp.View(scene, (scene.Width / 2.0) + chance.Real(-room, room), (scene.Height / 2.0) + chance.Real(-room, room), 1, chance.Real(-0.4, 0.4), width, height);
        return Retouch.Noise(Retouch.Expose(view, gain, 1), noise, chance);
    }

    private static ColourImage Frame(ColourImage scene, ColourImage thing, int width, int height, double along, Chance chance)
    {
        var sheet = new Sheet(scene);
        double room = 0.02 * scene.Width, radius = thing.Width / 2.0;
        sheet.Paste(thing, (int)(scene.Width * (0.1 + (0.6 * along))), (int)(scene.Height * (0.45 + (0.1 * Math.Sin(along * 5)))),
            (x, y) => Math.Clamp(radius - Math.Sqrt(((x - radius) * (x - radius)) + ((y - radius) * (y - radius))), 0, 1));
        ColourImage view = Warp.View(sheet.Image, (scene.Width / 2.0) + chance.Real(-room, room), (scene.Height / 2.0) + chance.Real(-room, room), 1, chance.Real(-0.3, 0.3), width, height);
        return Retouch.Noise(view, NoiseLevels, chance);
    }
}
