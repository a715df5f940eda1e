using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Screens of one program with other contents: a chat, a mail window, an editor.</summary>
internal static class Screens
{
    private static readonly Ink White = new(255, 255, 255);
    private static readonly Ink Text = new(32, 34, 40);
    private static readonly Ink Dim = new(120, 126, 138);

    public static void Chat(Workshop shop)
    {
        Ink accent = Tones.Any(shop.Chance);
        string name = Phrases.Name(shop.Chance);
        shop.Pairs([.. Enumerable.Range(0, 7).Select(i => shop.Jpeg($"{i}", OneChat(shop, name, accent), 90))], ImageRelation.SharedPart);
    }

    public static void Program(Workshop shop)
    {
        string[] folders = [.. Enumerable.Range(0, 9).Select(_ => Phrases.Of(shop.Chance, 2))];
        Func<ColourImage> draw = shop.IsTuning ? () => Mail(shop, folders) : () => Editor(shop, folders);
        shop.Pairs([.. Enumerable.Range(0, 7).Select(i => shop.Png($"{i}", draw()))], ImageRelation.SharedPart);
    }

    private static ColourImage OneChat(Workshop shop, string name, Ink accent)
    {
        const int Width = 540, Height = 960;
        Chance chance = shop.Chance;
        var sheet = new Sheet(Width, Height, new Ink(229, 221, 213));
        double y = 120;
        while (y < Height - 150)
        {
            bool isMine = chance.Is(0.5);
            List<string> lines = Phrases.Lines(chance, chance.Between(1, 4), 290, Face.Sans, 19);
            bool hasPhoto = chance.Is(0.25) && y < Height - 420;
            double width = hasPhoto ? 340 : lines.Max(l => Lettering.Width(l, Face.Sans, 19)) + 36, height = (hasPhoto ? 230 : 0)
                + (lines.Count * 27) + 34;
            double left = isMine ? Width - width - 14 : 14;
            sheet.Fill(left, y, width, height, isMine ? new Ink(220, 248, 198) : White, 10);
            if (hasPhoto)
            {
                sheet.Paste(shop.Photo((int)width - 12, 222), (int)left + 6, (int)y + 6);
            }

            foreach ((int i, string line) in lines.Index())
            {
                sheet.Words(line, left + 14, y + (hasPhoto ? 230 : 0) + 30 + (i * 27), 19, Text);
            }

            sheet.WordsTo($"{chance.Between(7, 23)}:{chance.Below(60):00}", left + width - 10, y + height - 8, 12, Dim);
            y += height + 12;
        }

        sheet.Fill(0, 0, Width, 96, accent);
        sheet.Disc(60, 62, 24, White.At(0.8));
        sheet.Words("<", 10, 70, 26, White);
        sheet.Words(name, 98, 60, 22, White, Face.Bold);
        sheet.Words("online", 98, 84, 15, White);
        sheet.Words($"{chance.Between(7, 23)}:{chance.Below(60):00}", 10, 22, 16, White);
        sheet.WordsTo($"{chance.Between(5, 99)} %", Width - 12, 22, 16, White);
        sheet.Fill(0, Height - 72, Width, 72, new Ink(240, 240, 240));
        sheet.Fill(14, Height - 60, Width - 100, 48, White, 24);
        sheet.Words("Type a message", 36, Height - 29, 19, Dim);
        sheet.Disc(Width - 42, Height - 36, 25, accent);
        return sheet.Image;
    }

    private static Sheet Window(string title, string[] folders, string[] menu)
    {
        const int Width = 1024, Height = 640;
        var sheet = new Sheet(Width, Height, White);
        sheet.Fill(0, 0, Width, 30, new Ink(44, 62, 92));
        sheet.Words(title, 12, 21, 15, White, Face.Bold);
        foreach ((int i, Ink ink) in new[] { new Ink(240, 90, 80), new Ink(240, 190, 60), new Ink(90, 200, 90) }.Index())
        {
            sheet.Disc(Width - 20 - (i * 22), 15, 6, ink);
        }

        sheet.Fill(0, 30, Width, 34, new Ink(238, 240, 244));
        foreach ((int i, string word) in menu.Index())
        {
            sheet.Words(word, 16 + (i * 90), 52, 15, Text);
        }

        sheet.Fill(0, 64, 190, Height - 64, new Ink(246, 247, 250));
        sheet.Line(190, 64, 190, Height, 1, new Ink(200, 204, 212));
        foreach ((int i, string folder) in folders.Index())
        {
            sheet.Fill(14, 82 + (i * 34), 16, 13, new Ink(110, 140, 190), 2);
            sheet.Words(folder, 40, 94 + (i * 34), 15, Text);
        }

        sheet.Fill(0, Height - 24, Width, 24, new Ink(226, 230, 238));
        sheet.Words("Ready", 12, Height - 7, 13, Dim);
        return sheet;
    }

    private static ColourImage Mail(Workshop shop, string[] folders)
    {
        Chance chance = shop.Chance;
        Sheet sheet = Window("Postbox", folders, ["File", "Edit", "View", "Message", "Tools", "Help"]);
        for (int i = 0; i < 5; i++)
        {
            double y = 92 + (i * 32);
            sheet.Words(Phrases.Name(chance), 206, y, 14, Text, Face.Bold);
            sheet.Words(Phrases.Of(chance, chance.Between(2, 6)), 400, y, 14, Text);
            sheet.WordsTo(Phrases.Date(chance), 1010, y, 14, Dim);
            sheet.Line(200, y + 10, 1016, y + 10, 1, new Ink(225, 228, 234));
        }

        foreach ((int i, string line) in Phrases.Lines(chance, 14, 780, Face.Sans, 15).Index())
        {
            sheet.Words(line, 210, 290 + (i * 23), 15, Text);
        }

        return sheet.Image;
    }

    private static ColourImage Editor(Workshop shop, string[] folders)
    {
        Chance chance = shop.Chance;
        Sheet sheet = Window("Pinsel - picture editor", folders, ["File", "Edit", "Layer", "Colour", "Filter", "View"]);
        sheet.Fill(190, 64, 834, 552, new Ink(92, 96, 104));
        ColourImage photo = shop.Photo();
        double factor = Math.Min(560.0 / photo.Width, 460.0 / photo.Height);
        ColourImage shown = Pixels.Scale(photo, factor);
        sheet.Paste(shown, 500 - (shown.Width / 2), 330 - (shown.Height / 2));
        sheet.Fill(834, 64, 190, 552, new Ink(246, 247, 250));
        foreach ((int i, string word) in new[] { "Brightness", "Contrast", "Colour", "Sharpness", "Noise" }.Index())
        {
            double y = 100 + (i * 60);
            sheet.Words(word, 850, y, 14, Text);
            sheet.Line(850, y + 18, 1006, y + 18, 3, new Ink(190, 196, 206));
            sheet.Disc(850 + chance.Below(156), y + 18, 7, new Ink(60, 100, 180));
        }

        return sheet.Image;
    }
}
