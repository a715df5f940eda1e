using ImageSearch.Comparison;
using ImageSearch.Imaging;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Printed forms, A4 at 150 dpi, with other values: all of them, or one digit of 24 pixel type.</summary>
internal static class Forms
{
    private const int FormsAHalf = 20;

    /// <summary>One printed sheet, filled in anew each time.</summary>
    public static void Refilled(Workshop shop)
    {
        for (int group = 0; group < 2; group++)
        {
            FormSheet form = FormSheet.Of(shop.Chance, (2 * group) + (shop.IsTuning ? 0 : 1));
            shop.Pairs([.. Enumerable.Range(0, 4).Select(i => shop.Png($"{group}-{i}", form.Refilled(shop.Chance).Draw()))],
                ImageRelation.Edited);
        }
    }

    /// <summary>Twenty sheets, each with one digit changed, and each saved again: the ones are edited, the others are not.</summary>
    public static void OneDigit(Workshop shop)
    {
        for (int i = 0; i < FormsAHalf; i++)
        {
            FormSheet form = FormSheet.Of(shop.Chance, i % FormSheet.Layouts);
            ColourImage image = form.Draw(), edited = form.WithOtherDigit(shop.Chance).Draw();
            string first = shop.Png($"{i:00}", image);
            shop.Pair(first, shop.Png($"{i:00}-digit", edited), ImageRelation.Edited);
            if (i % 2 == 0)
            {
                shop.Pair(first, shop.Png($"{i:00}-digits", form.WithOtherDigit(shop.Chance).WithOtherDigit(shop.Chance)
                    .WithOtherDigit(shop.Chance).Draw()), ImageRelation.Edited);
            }

            shop.Pair(first, shop.Jpeg($"{i:00}-digit-jpeg75", edited, 75), ImageRelation.Edited);
            shop.Pair(first, shop.Jpeg($"{i:00}-jpeg50", image, 50), ImageRelation.Reencoded);
            shop.Pair(first, shop.Jpeg($"{i:00}-scale60", Pixels.Scale(image, 0.6), 75), ImageRelation.Resized);
            shop.Pair(first, shop.Jpeg($"{i:00}-scale60-jpeg50", Pixels.Scale(image, 0.6), 50), ImageRelation.Resized);
        }
    }
}
