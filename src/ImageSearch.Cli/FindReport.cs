using System.Globalization;
using ImageSearch.Pictures;
using ImageSearch.Retrieval;
using Spectre.Console;

namespace ImageSearch.Cli;

/// <summary>What imagesearch find prints: errors as they come, then one table, or JSON.</summary>
/// <param name="isVerified">Whether matches have relations; else votes alone.</param>
/// <param name="asJson">Whether JSON is printed.</param>
internal sealed class FindReport(bool isVerified, bool asJson)
{
    private readonly Table _table = isVerified
        ? Output.NewTable("query", "rank", "id", "relation", "confidence", "inliers", "votes", "image")
        : Output.NewTable("query", "rank", "id", "votes", "score", "image");

    /// <summary>Prints answers.</summary>
    /// <returns>The exit code.</returns>
    public int Print(IEnumerable<QueryAnswer> answers)
    {
        var all = new List<QueryAnswer>();
        foreach (QueryAnswer answer in answers)
        {
            all.Add(answer);
            Add(answer);
        }

        if (all.Count == 0)
        {
            Console.Error.WriteLine("There are no images in the folders that were named.");
            return ExitCodes.SomeImagesFailed;
        }

        if (asJson)
        {
            Output.Json(all.Select(Shape));
        }
        else if (_table.Rows.Count > 0)
        {
            Output.Write(_table);
        }

        int[] failures = [.. all.Where(a => a.Error is not null).Select(a => MatchPictures.ExitCodeOf(a.Error!))];
        return failures.Length > 0 ? failures.Max()
            : all.Exists(a => a.Matches.Count == 0) ? ExitCodes.NoMatch : ExitCodes.Done;
    }

    private void Add(QueryAnswer answer)
    {
        if (answer.Error is not null)
        {
            Output.Error(answer.Error);
        }
        else if (answer.Matches.Count == 0)
        {
            _table.AddRow([Markup.Escape(Output.Short(answer.Query)), .. Enumerable.Repeat("-", _table.Columns.Count - 2), "no match"]);
        }

        foreach (ImageMatch m in answer.Matches)
        {
            string[] evidence = isVerified
                ? [$"{m.Relation}", Output.Confidence(m.Confidence), $"{m.Inliers}", $"{m.Votes}"]
                : [$"{m.Votes}", m.Score.ToString("0.0", CultureInfo.InvariantCulture)];
            _table.AddRow([Markup.Escape(m.Rank == 1 ? Output.Short(answer.Query) : ""), $"{m.Rank}", $"{m.Image.Id}", .. evidence,
                Markup.Escape(Output.Short(m.Image.Path) + (m.IsMirrored ? " (mirrored)" : ""))]);
        }
    }

    private static object Shape(QueryAnswer answer) => new
    {
        answer.Query,
        Error = answer.Error?.Kind.ToString(),
        Message = answer.Error is { } error ? Advice.Tell(error) : null,
        Matches = answer.Matches.Select(m => new
        {
            m.Rank,
            m.Image.Id,
            m.Image.Path,
            m.Votes,
            m.Score,
            m.Relation,
            Verdict = ComparisonWords.Of(m),
            m.Confidence,
            m.QueryOverlap,
            m.ImageOverlap,
            m.QueryPlace,
            m.Agreement,
            m.IsConfirmed,
            m.Inliers,
            m.IsMirrored,
            m.PerceptualHashDistance,
            m.Geometry?.Transform,
            Outline = m.Outline?.Select(p => new[] { p.X, p.Y }),
            Parts = Output.Areas(CommonAreas.Of(m)),
            Differences = Output.Areas(m.Differences),
        }),
    };
}
