using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>
/// One scene photographed more than once. The scene is a photograph; each frame is a view into it, at a place between pixels, turned by
/// less than a degree, with noise and coding of its own.
/// </summary>
internal static class Scenes
{
    private const double NoiseLevels = 3;

    /// <summary>Bursts: the hand moves a little, and something moves through the scene.</summary>
    public static void Burst(Workshop shop)
    {
        for (int group = 0; group < 4; group++)
        {
            ColourImage scene = shop.Photo();
            double size = Math.Min(scene.Width, scene.Height) * shop.Chance.Real(0.08, 0.16), from = shop.Chance.Real(0.1, 0.3),
                high = shop.Chance.Real(0.4, 0.7);
            Ink ink = Tones.Any(shop.Chance);
            shop.Pairs([.. Enumerable.Range(0, 4).Select(i =>
            {
                var sheet = new Sheet(scene);
                Figures.Draw(sheet, group % Figures.Kinds, scene.Width * (from + (0.17 * i)),
                    scene.Height * (high + (0.03 * Math.Sin(i * 2))), size, i / 3.0, ink);
                return shop.Jpeg($"{group}-{i}", Shot(sheet.Image, 1, NoiseLevels, shop.Chance, 0.94), 90);
            })], ImageRelation.SameScene);
        }
    }

    /// <summary>A portrait twice: eyes open and closed.</summary>
    public static void Blink(Workshop shop)
    {
        for (int i = 0; i < 13; i++)
        {
            ColourImage ground = Pixels.Blur(shop.Photo(520, 640), 3);
            ulong person = (ulong)shop.Chance.Below(int.MaxValue);
            string open = shop.Jpeg($"{i:00}-open", Shot(Portrait.Draw(ground, new Chance(person)), 1, NoiseLevels, shop.Chance, 0.95), 92);
            string closed = shop.Jpeg($"{i:00}-closed",
                Shot(Portrait.Draw(ground, new Chance(person), areEyesOpen: false), 1, NoiseLevels, shop.Chance, 0.95), 92);
            shop.Pair(open, closed, ImageRelation.SameScene);
        }
    }

    /// <summary>The camera pans: of each frame's width so much is in the next.</summary>
    public static void Pan(Workshop shop)
    {
        for (int group = 0; group < 5; group++)
        {
            ColourImage scene = shop.Photo();
            double width = scene.Width * 0.6, step = scene.Width * shop.Chance.Real(0.05, 0.13);
            shop.Pairs([.. Enumerable.Range(0, 3).Select(i =>
            {
                double high = (scene.Height / 2.0) + shop.Chance.Real(-4, 4);
                ColourImage view = Warp.View(scene, (width / 2) + 4 + (i * step), high, 1, shop.Chance.Real(-0.3, 0.3), (int)width,
                    (int)(scene.Height * 0.92));
                return shop.Jpeg($"{group}-{i}", Retouch.Noise(view, NoiseLevels, shop.Chance), 90);
            })], ImageRelation.SameScene);
        }
    }

    /// <summary>Two halves of a panorama, of which a quarter to two fifths is common.</summary>
    public static void Panorama(Workshop shop)
    {
        for (int i = 0; i < 14; i++)
        {
            ColourImage scene = shop.Photo();
            int width = (int)(scene.Width * shop.Chance.Real(0.57, 0.63));
            shop.Pair(Side($"{i:00}-l", width / 2.0), Side($"{i:00}-r", scene.Width - (width / 2.0)), ImageRelation.SameScene);

            string Side(string name, double middle)
            {
                double high = (scene.Height / 2.0) + shop.Chance.Real(-3, 3);
                ColourImage view = Warp.View(scene, middle, high, 1, shop.Chance.Real(-0.3, 0.3), width, (int)(scene.Height * 0.94));
                return shop.Jpeg(name, Retouch.Noise(Retouch.Expose(view, shop.Chance.Real(0.92, 1.08), 1), NoiseLevels, shop.Chance), 90);
            }
        }
    }

    /// <summary>Another exposure, held by hand: more or less light, clipped, with the noise that goes with it, moved by some
    /// pixels.</summary>
    public static void Exposure(Workshop shop)
    {
        for (int i = 0; i < 14; i++)
        {
            ColourImage scene = shop.Photo();
            string first = shop.Jpeg($"{i:00}", Shot(scene, 1, NoiseLevels, shop.Chance, 0.96), 92);
            double gain = shop.Chance.Is(0.5) ? shop.Chance.Real(1.4, 2) : shop.Chance.Real(0.45, 0.7);
            shop.Pair(first, shop.Jpeg($"{i:00}-light", Shot(scene, gain, NoiseLevels / Math.Sqrt(gain), shop.Chance, 0.96), 92),
                ImageRelation.SameScene);
        }
    }

    /// <summary>
    /// Two exposures from a tripod: frame and light are the same, the noise of a dark room is not. Only that the noise of the one is
    /// nowhere in the other tells them from a file saved again; these are two pictures all the same.
    /// </summary>
    public static void Tripod(Workshop shop)
    {
        for (int i = 0; i < 14; i++)
        {
            ColourImage scene = Pixels.Scale(shop.Photo(), 0.8);
            double noise = shop.Chance.Real(6, 12);
            string[] shots = [.. Enumerable.Range(0, 2)
                .Select(n => shop.Jpeg($"{i:00}-{n}", Retouch.Noise(scene, noise, shop.Chance), 92))];
            shop.Pair(shots[0], shots[1], ImageRelation.SameScene);
        }
    }

    /// <summary>One file, saved again by a program that adds noise of two levels, or other light without clipping: still the same
    /// picture.</summary>
    public static void NoiseOnly(Workshop shop)
    {
        for (int i = 0; i < 14; i++)
        {
            ColourImage photo = shop.Photo();
            string first = shop.Jpeg($"{i:00}", photo, 94);
            ColourImage again = i % 2 == 0 ? photo
                : Retouch.Expose(photo, 1, shop.Chance.Is(0.5) ? shop.Chance.Real(0.75, 0.9) : shop.Chance.Real(1.1, 1.3));
            shop.Pair(first, shop.Jpeg($"{i:00}-again", Retouch.Noise(again, 2, shop.Chance), 92), ImageRelation.Reencoded);
        }
    }

    /// <summary>A view that leaves out a little at every side.</summary>
    private static ColourImage Shot(ColourImage scene, double gain, double noise, Chance chance, double share)
    {
        double room = (1 - share) * 0.35 * scene.Width;
        ColourImage view = Warp.View(scene, (scene.Width / 2.0) + chance.Real(-room, room), (scene.Height / 2.0) + chance.Real(-room, room),
            1, chance.Real(-0.4, 0.4),
            (int)(scene.Width * share), (int)(scene.Height * share));
        return Retouch.Noise(Retouch.Expose(view, gain, 1), noise, chance);
    }
}
