using System.CommandLine;
using System.Globalization;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Neighbours;
using ImageSearch.Pictures;
using ImageSearch.Retrieval;
using ImageSearch.Storage;
using Spectre.Console;

namespace ImageSearch.Cli;

/// <summary>imagesearch find: which indexed images show what the queries show.</summary>
internal static class FindCommand
{
    public static Command Create()
    {
        var defaults = new SearchOptions();
        var index = new Argument<string>("index") { Description = "The index file." };
        var paths = new Argument<string[]>("images")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Query images, or folders of them.",
        };
        var ids = new Option<long[]>("--id")
        {
            AllowMultipleArgumentsPerToken = true,
            Description = "Ids of indexed images to search with; an image is not among its own answers.",
        };
        var neighbours = new Option<int>("--neighbours")
        {
            DefaultValueFactory = _ => defaults.Neighbours,
            Description = "Nearest rows that each query row votes with.",
        };
        var votes = new Option<int?>("--votes")
        {
            Description = "Votes that an image needs: to be a match with --no-verify (5), else to be compared (1).",
        };
        var confidence = new Option<double>("--confidence")
        {
            DefaultValueFactory = _ => defaults.MinimumConfidence,
            Description = "How sure a match must be, 0 to 1.",
        };
        Option<string[]> relation = Relations.Option("Relations of the query to what is found; without it, all but SharedPart and None.");
        var pixels = new Option<bool>("--compare-pixels")
        {
            Description = "Open the files of the query and of its matches: their pixels have the last word on the relation, and show where "
                + "the two differ.",
        };
        var mirrored = new Option<bool>("--include-mirrored")
        {
            Description = "Find images too that show the query mirrored horizontally.",
        };
        var thorough = new Option<bool>("--thorough")
        {
            Description = "Look closer, several times slower: more features of a larger picture, views from aside, mirrored too, and more "
                + "images compared.",
        };
        var noVerify = new Option<bool>("--no-verify")
        {
            Description = "Count votes alone: every query has an answer then, right or wrong.",
        };
        var matches = new Option<int>("--matches")
        {
            DefaultValueFactory = _ => defaults.MaximumMatches,
            Description = "At most this many matches for each query.",
        };
        var among = new Option<long[]>("--among")
        {
            AllowMultipleArgumentsPerToken = true,
            Description = "Ids of the indexed images to search; all without it.",
        };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 means one per processor." };
        var device = new Option<SearchDevice>("--device")
        {
            DefaultValueFactory = _ => SearchDevice.Auto,
            Description = "Where the search runs: auto, cpu, cuda. Auto uses a GPU if one is present and the search is large enough.",
        };
        var verbose = new Option<bool>("--verbose") { Description = "Say on standard error what compared the rows, and why." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        Option<string?> picture = PictureOption();
        var force = new Option<bool>("--force") { Description = "Replace pictures that are there." };
        AddCommand.ValidateNames(index);
        AddCommand.ValidateNames(paths);
        AddCommand.Validate(neighbours, 1, SearchOptions.MaxNeighbours);
        ValidateShare(confidence);
        AddCommand.Validate(matches, 1, int.MaxValue);
        AddCommand.Validate(threads, 0, 256);
        device.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<SearchDevice>());
        var command = new Command("find", "Finds the indexed images that show what the queries show.")
        {
            index, paths, ids, neighbours, votes, matches, confidence, relation, pixels, mirrored, thorough, noVerify, among, threads,
                device, verbose, json, picture, force,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(votes) < 1)
            {
                result.AddError("--votes must be 1 or more.");
            }

            if (result.GetValue(noVerify)
                && ((result.GetValue(relation) ?? []).Length > 0 || result.GetValue(pixels) || result.GetValue(thorough)))
            {
                result.AddError("Votes alone tell no relation: --relation, --compare-pixels and --thorough do not go with --no-verify.");
            }

            if ((result.GetValue(paths) ?? []).Length == 0 && (result.GetValue(ids) ?? []).Length == 0)
            {
                result.AddError("Name query images, or ids of indexed images with --id.");
            }
        });
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            bool verify = !result.GetValue(noVerify);
            IndexSnapshot snapshot = IndexFile.Open(result.GetRequiredValue(index)).Snapshot();
            var options = new SearchOptions(result.GetValue(neighbours), result.GetValue(votes), result.GetValue(matches),
                result.GetValue(threads))
            {
                Verify = verify,
                MinimumConfidence = result.GetValue(confidence),
                Relations = Relations.Of(result.GetValue(relation)),
                ComparePixels = result.GetValue(pixels),
                LimitMegapixels = snapshot.Settings.Imaging.LimitMegapixels,
                OnNotCompared = Output.NotCompared,
                IncludeMirrored = result.GetValue(mirrored),
                AmongIds = result.GetValue(among) is { Length: > 0 } some ? some.ToHashSet() : null,
                Device = result.GetValue(device),
                OnDevice = result.GetValue(verbose) ? Say() : null,
            };
            var unreadable = new List<QueryAnswer>();
            IEnumerable<string> files = ImagePaths.Expand(
                result.GetValue(paths) ?? [], recurse: false, error => unreadable.Add(new QueryAnswer(error.Target, [], error)));
            IEnumerable<QueryAnswer> answers = Ask(snapshot, result.GetValue(ids) ?? [], files, options, result.GetValue(thorough), cancel);
            MatchPictures? pictures = result.GetValue(picture) is { } path ? new MatchPictures(path, result.GetValue(force)) : null;
            return Report(answers.Concat(unreadable).Select(a => a.Drawn(pictures)), verify, result.GetValue(json));
        }));
        return command;
    }

    /// <summary>--picture, as find and compare take it.</summary>
    public static Option<string?> PictureOption()
    {
        var option = new Option<string?>("--picture")
        {
            Description = "Draw matches: both images, the points that they share, and the outline. A .png or .jpg file for the only match, "
                + "or a folder for all, with a separator at its end.",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } path && MatchPictures.Refusal(path) is { } refusal)
            {
                result.AddError(refusal);
            }
        });
        return option;
    }

    /// <summary>A confidence is from 0 to 1.</summary>
    public static void ValidateShare(Option<double> option) => option.Validators.Add(result =>
    {
        if (!(result.GetValueOrDefault<double>() is >= 0 and <= 1))
        {
            result.AddError($"{option.Name} must be from 0 to 1.");
        }
    });

    /// <summary>Says what searches, at the first query and whenever it changes.</summary>
    private static Action<DeviceUse> Say()
    {
        SearchDevice? said = null;
        return use =>
        {
            if (use.Device != said)
            {
                said = use.Device;
                Console.Error.WriteLine(use);
            }
        };
    }

    private static IEnumerable<QueryAnswer> Ask(
        IndexSnapshot snapshot, long[] ids, IEnumerable<string> paths, SearchOptions options, bool isThorough, CancellationToken cancel)
    {
        foreach (long id in ids)
        {
            yield return AskId(snapshot, id, options, isThorough, cancel);
        }

        using var queries = new ImageQueries(snapshot.Settings, isThorough, options.Threads, cancel);
        foreach (string path in paths)
        {
            queries.Post(path);
            if (queries.IsFull && queries.Take(wait: true) is { } early)
            {
                yield return Answer(snapshot, early, options, cancel);
            }
        }

        while (queries.Take(wait: true) is { } query)
        {
            yield return Answer(snapshot, query, options, cancel);
        }
    }

    private static QueryAnswer AskId(IndexSnapshot snapshot, long id, SearchOptions options, bool isThorough, CancellationToken cancel)
    {
        string name = id.ToString(CultureInfo.InvariantCulture);
        try
        {
            ImageQuery query = isThorough ? ThoroughQuery.Of(snapshot, id, options) : ImageQuery.Of(snapshot, id);
            return new QueryAnswer(name, ImageSearcher.Search(snapshot, query, options, cancel), null)
            {
                QueryPath = snapshot.GetImage(id).Path,
            };
        }
        catch (ImageException e)
        {
            return new QueryAnswer(name, [], e);
        }
    }

    private static QueryAnswer Answer(IndexSnapshot snapshot, QueryImage query, SearchOptions options, CancellationToken cancel) =>
        query.Error is not null
            ? new QueryAnswer(query.Path, [], query.Error)
            : new QueryAnswer(query.Path, ImageSearcher.Search(snapshot, ImageQuery.Of(query.Image!), options, cancel), null);

    private static int Report(IEnumerable<QueryAnswer> answers, bool verify, bool json)
    {
        var all = new List<QueryAnswer>();
        Table table = verify ? Output.NewTable("query", "rank", "id", "relation", "confidence", "inliers", "votes", "image")
            : Output.NewTable("query", "rank", "id", "votes", "score", "image");
        CultureInfo invariant = CultureInfo.InvariantCulture;
        foreach (QueryAnswer answer in answers)
        {
            all.Add(answer);
            if (answer.Error is not null)
            {
                Output.Error(answer.Error);
                if (answer.Matches.Count == 0)
                {
                    continue;
                }
            }

            if (answer.Matches.Count == 0)
            {
                table.AddRow([Markup.Escape(Output.Short(answer.Query)), .. Enumerable.Repeat("-", table.Columns.Count - 2), "no match"]);
            }

            foreach (ImageMatch m in answer.Matches)
            {
                string[] evidence = verify
                    ? [$"{m.Relation}", Output.Confidence(m.Confidence), $"{m.Inliers}", $"{m.Votes}"]
                    : [$"{m.Votes}", m.Score.ToString("0.0", invariant)];
                table.AddRow([Markup.Escape(m.Rank == 1 ? Output.Short(answer.Query) : ""), $"{m.Rank}", $"{m.Image.Id}", .. evidence,
                    Markup.Escape(Output.Short(m.Image.Path) + (m.IsMirrored ? " (mirrored)" : ""))]);
            }
        }

        if (all.Count == 0)
        {
            Console.Error.WriteLine("There are no images in the folders that were named.");
            return ExitCodes.SomeImagesFailed;
        }

        if (json)
        {
            Output.Json(all.Select(a => new
            {
                a.Query,
                Error = a.Error?.Kind.ToString(),
                Message = a.Error is { } error ? Advice.Tell(error) : null,
                Matches = a.Matches.Select(m => new
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
            }));
        }
        else if (table.Rows.Count > 0)
        {
            Output.Write(table);
        }

        int[] failures = [.. all.Where(a => a.Error is not null).Select(a => MatchPictures.ExitCodeOf(a.Error!))];
        return failures.Length > 0 ? failures.Max()
            : all.Exists(a => a.Matches.Count == 0) ? ExitCodes.NoMatch : ExitCodes.Done;
    }

    private sealed record QueryAnswer(string Query, IReadOnlyList<ImageMatch> Matches, ImageException? Error)
    {
        /// <summary>The query's file; what it was named by is its id, if it was searched for by that.</summary>
        public string QueryPath { get; init; } = Query;

        /// <summary>The same, its matches drawn; or why they could not be.</summary>
        public QueryAnswer Drawn(MatchPictures? pictures)
        {
            try
            {
                pictures?.Draw(Matches, QueryPath);
                return this;
            }
            catch (ImageException e)
            {
                return this with { Error = e };
            }
        }
    }
}
