using System.Globalization;
using ImageSearch.Comparison;
using ImageSearch.Pictures;

namespace ImageSearch.Reports;

/// <summary>Writes the page of a report: its head, pair after pair, its end.</summary>
internal sealed class ReportPage(TextWriter text, ReportPictures pictures)
{
    private int? _group;
    private int _figures;
    private int? _keeperFigure;
    private int _unshown;

    public void Begin(IReadOnlyList<ReportedDuplicate> duplicates, DateTimeOffset made)
    {
        long freed = duplicates.Sum(d => d.Duplicate.LengthBytes ?? 0);
        string size = freed > 0 ? $", {Html.Size(freed)} in all" : "";
        int groups = duplicates.Select(d => d.Group).Distinct().Count();
        text.WriteLine($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <title>Duplicate images: {Html.Count(duplicates.Count, "duplicate")} in {Html.Count(groups, "group")}</title>
            <style>
            {ReportStyle.Css}
            </style>
            </head>
            <body>
            <header>
            <h1>Duplicate images</h1>
            <p><strong>{Html.Count(duplicates.Count, "duplicate")} in {Html.Count(groups, "group")}</strong>{size}.
            Made {made.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC. Nothing was changed or deleted.</p>
            """);
        if (duplicates.Count > 0)
        {
            text.WriteLine($"<ul class=\"counts\">{string.Concat(duplicates.GroupBy(d => d.Relation).OrderByDescending(g => g.Key)
                .Select(g => $"<li><span class=\"relation\">{g.Key}</span> {Html.Number(g.Count())}</li>"))}</ul>");
            text.WriteLine("<p>Left the image to keep, right its duplicate. "
                + "<span class=\"swatch common\"></span> in common <span class=\"swatch differs\"></span> differs</p>");
        }

        text.WriteLine("</header>\n<main>");
    }

    public void Write(PicturedPair pair)
    {
        if (_group != pair.Pair.Group)
        {
            EndGroup();
            (_group, _keeperFigure) = (pair.Pair.Group, null);
            text.WriteLine($"<section class=\"group\" aria-labelledby=\"g{pair.Pair.Group}\">\n<h2 id=\"g{pair.Pair.Group}\">Group "
                + $"{Html.Number(pair.Pair.Group)}</h2>");
        }

        text.WriteLine("<article class=\"pair\">");
        WriteFigure("keep", "Keep", pair.Keeper, pair.Pair.Parts.Select(p => p.First), pair.Pair.Differences.Select(d => d.First),
            isKeeper: true);
        WriteFigure("other", "Duplicate", pair.Duplicate, pair.Pair.Parts.Select(p => p.Second),
            pair.Pair.Differences.Select(d => d.Second), isKeeper: false);
        WriteWords(pair);
        text.WriteLine("</article>");
    }

    public void End()
    {
        EndGroup();
        if (_unshown > 0)
        {
            text.WriteLine($"<p class=\"warn\">{Html.Count(_unshown, "picture")} could not be shown; beside each stands why.</p>");
        }

        text.WriteLine("</main>\n</body>\n</html>");
    }

    private void EndGroup() => text.Write(_group is null ? "" : "</section>\n");

    private void WriteFigure(string kind, string role, ShownImage shown, IEnumerable<IReadOnlyList<(double X, double Y)>> parts,
        IEnumerable<IReadOnlyList<(double X, double Y)>> differences, bool isKeeper)
    {
        string name = Html.Text(shown.Image.Path);
        text.WriteLine($"<figure class=\"{kind}\">");
        if (shown.Jpeg is { } jpeg)
        {
            text.WriteLine($"<svg viewBox=\"0 0 {shown.Width} {shown.Height}\" role=\"img\" aria-label=\"{name}\">"
                + (isKeeper && _keeperFigure is { } figure ? $"<use href=\"#i{figure}\"/>"
                    : Image(jpeg, 0, 0, shown.Width!.Value, shown.Height!.Value, isKeeper))
                + SvgOutlines.OfParts(parts) + SvgOutlines.OfDifferences(differences) + "</svg>");
        }
        else
        {
            _unshown++;
            text.WriteLine($"<p class=\"missing\">{Html.Text(shown.Problem!)}</p>");
        }

        string file = Path.GetFileName(shown.Image.Path), folder = shown.Image.Path[..^file.Length];
        text.WriteLine($"<figcaption><b class=\"role\">{role}</b> <bdi class=\"path\">{Html.Text(folder)}<b>{Html.Text(file)}</b></bdi>");
        text.WriteLine($"<span class=\"facts\">{string.Join(", ", Facts(shown))}</span></figcaption>\n</figure>");
    }

    private string Image(byte[] jpeg, int left, int top, int width, int height, bool isKeeper)
    {
        string data = Convert.ToBase64String(jpeg), id = "";
        pictures.Spend(data.Length);
        if (isKeeper)
        {
            _keeperFigure = ++_figures;
            id = $" id=\"i{_figures}\"";
        }

        return $"<image{id} x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" "
            + $"href=\"data:image/jpeg;base64,{data}\"/>";
    }

    private static IEnumerable<string> Facts(ShownImage shown)
    {
        if (shown.Pixels is not null)
        {
            yield return $"{shown.Width} × {shown.Height} pixels";
        }

        if (shown.LengthBytes is { } bytes)
        {
            yield return Html.Size(bytes) is var size && bytes < 10_000 ? size : $"{size} ({Html.Number(bytes)} bytes)";
        }
    }

    private void WriteWords(PicturedPair pair)
    {
        ReportedDuplicate found = pair.Pair;
        text.WriteLine($"<div class=\"words\">\n<p class=\"verdict\">{Html.Text(found.Verdict)}</p>");
        text.WriteLine($"<p class=\"facts\"><span class=\"relation\">{found.Relation}</span> {string.Join(", ", Evidence(found))}</p>");
        foreach (string warning in Warnings(pair))
        {
            text.WriteLine($"<p class=\"warn\">{warning}</p>");
        }

        text.WriteLine("</div>");
        if (pair.Detail is { } detail && pictures.HasRoom)
        {
            text.WriteLine("<figure class=\"detail\">");
            WriteDetail(detail.Keeper, "in the image to keep", found.Differences.Select(d => d.First));
            WriteDetail(detail.Duplicate, "in its duplicate", found.Differences.Select(d => d.Second));
            text.WriteLine("<figcaption>The largest difference, enlarged</figcaption>\n</figure>");
        }
    }

    private void WriteDetail(DetailPicture detail, string where, IEnumerable<IReadOnlyList<(double X, double Y)>> differences) =>
        text.WriteLine($"<svg viewBox=\"{detail.Left} {detail.Top} {detail.Width} {detail.Height}\" role=\"img\" aria-label=\"The largest "
            + $"difference, {where}\">"
            + Image(detail.Jpeg, detail.Left, detail.Top, detail.Width, detail.Height, isKeeper: false)
            + SvgOutlines.OfDifferences(differences) + "</svg>");

    private static IEnumerable<string> Evidence(ReportedDuplicate found)
    {
        if (found.Confidence is { } confidence)
        {
            yield return $"confidence {ComparisonWords.Confidence(confidence)}";
        }

        bool isSure = found.Relation == ImageRelation.IdenticalBytes;
        yield return isSure ? "bytes compared" : found.IsConfirmed ? "pixels compared" : "pixels not compared";
        if (found.Agreement is { } share && !isSure)
        {
            yield return $"{ComparisonWords.Percent(share)} of what can be compared agrees";
        }
    }

    private static IEnumerable<string> Warnings(PicturedPair pair)
    {
        if (pair.Keeper.Pixels < pair.Duplicate.Pixels)
        {
            yield return "The duplicate has more pixels than the image to keep.";
        }

        foreach ((ShownImage shown, string who) in new[] { (pair.Keeper, "The image to keep"), (pair.Duplicate, "The duplicate") })
        {
            if (shown.HasChanged)
            {
                yield return $"{who} is another file by now than the one that was compared.";
            }
        }
    }
}
