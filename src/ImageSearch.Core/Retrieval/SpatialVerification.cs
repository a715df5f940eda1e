using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Neighbours;

namespace ImageSearch.Retrieval;

/// <summary>A search that returns only what geometry, the perceptual hash or pixels confirm.</summary>
/// <param name="snapshot">Where to search.</param>
/// <param name="isWanted">Which images are searched, by their ids.</param>
/// <param name="holder">Who has their rows.</param>
/// <param name="options">Confidence and limits.</param>
/// <param name="cancel">Ends the search.</param>
internal sealed class SpatialVerification(IndexSnapshot snapshot, Func<long, bool> isWanted, IRowHolder holder, SearchOptions options,
    CancellationToken cancel)
{
    /// <summary>So many images are compared with the query pair by pair at once.</summary>
    private const int CandidatesAtOnce = 8;

    /// <summary>After so many without a match the next ones are not compared.</summary>
    private const int MaxWithoutMatch = 8;

    /// <summary>After so many, once there is a match: other copies have many votes too, and stand near the first.</summary>
    private const int MaxAfterMatch = 4;

    /// <summary>After so many, where it is a thorough search.</summary>
    private const int MaxWithoutMatchThorough = 24;

    /// <summary>And no more than so many in all, voted for or near by their hashes.</summary>
    private const int MaxCandidates = 200;

    /// <summary>The matches of a query, the surest first.</summary>
    /// <param name="query">What is searched for.</param>
    public IReadOnlyList<ImageMatch> Find(DescribedImage query)
    {
        Way[] ways = Ways(query, options.IncludeMirrored);
        byte[] rows = [.. ways.SelectMany(w => w.Seen.Features.Descriptors)];
        FoundRows found = holder.Nearest(rows);
        var matches = new List<ImageMatch>();
        int first = 0;
        foreach (Way way in ways)
        {
            List<Candidate> voted = CandidateRanking.Rank(snapshot, way.Seen.Features, found, first, way.IsMirrored);
            IEnumerable<Candidate> near = way.IsThorough ? []
                : Near(way.Seen.PerceptualHash, voted, way.IsMirrored).Where(c => c.Votes >= (options.MinimumVotes ?? 0));
            Compare([.. near, .. voted.Where(c => c.Votes >= (options.MinimumVotes ?? 1))], way, matches);
            first += way.Seen.Features.Count;
        }

        if (options.MinimumVotes is null)
        {
            matches.AddRange(LookAlikes.Find(snapshot, isWanted, holder, query, cancel)
                .Select(m => m with { QueryWidth = query.Width, QueryHeight = query.Height }));
        }

        ImageMatch[] surest = [.. Surest(matches).OrderByDescending(m => options.Wants(m)).DistinctBy(m => m.Image.Id)];
        IEnumerable<ImageMatch> told = options.ComparePixels
            ? Surest(PixelConfirmation.Confirm(surest, snapshot, holder, query, options, cancel)) : surest;
        return [.. told.Where(m => options.Wants(m)).Take(options.MaximumMatches).Select((m, i) => m with { Rank = i + 1 })];
    }

    /// <summary>A query as it is, mirrored where that is asked for; and a thorough one by its additional features too, always either
    /// way.</summary>
    private static Way[] Ways(DescribedImage query, bool includesMirrored)
    {
        var ways = new List<Way> { new(query, query, false, false) };
        if (includesMirrored || query.MoreFeatures is not null)
        {
            ways.Add(new Way(query, query.Mirrored(), true, false));
        }

        if (query.MoreFeatures is not null)
        {
            DescribedImage thorough = query.ByMoreFeatures;
            ways.AddRange([new Way(thorough, thorough, false, true), new Way(thorough, thorough.Mirrored(), true, true)]);
        }

        return [.. ways];
    }

    private static IEnumerable<ImageMatch> Surest(IEnumerable<ImageMatch> matches) => matches
        .OrderByDescending(m => m.Confidence).ThenByDescending(m => m.Inliers).ThenByDescending(m => m.Votes).ThenBy(m => m.IsMirrored)
        .ThenBy(m => m.Image.Id);

    /// <summary>Compares the candidates in turn; they end with so many without a match.</summary>
    private void Compare(Candidate[] candidates, Way way, List<ImageMatch> matches)
    {
        int without = 0, mostWithout = way.IsThorough ? MaxWithoutMatchThorough : MaxWithoutMatch;
        for (int first = 0; without < mostWithout && first < Math.Min(candidates.Length, MaxCandidates); first += CandidatesAtOnce)
        {
            Candidate[] batch = candidates[first..Math.Min(candidates.Length, first + CandidatesAtOnce)];
            IReadOnlyList<ImageComparison> compared = holder.Compare(way.Query, batch);
            matches.AddRange(batch.Zip(compared, (candidate, comparison) => MatchOf(candidate, comparison, way.Query)));
            int lastHit = compared.Count - 1;
            while (lastHit >= 0 && !options.IsHit(compared[lastHit]))
            {
                lastHit--;
            }

            without = lastHit < 0 ? without + batch.Length : batch.Length - 1 - lastHit;
            mostWithout = lastHit >= 0 && !way.IsThorough ? MaxAfterMatch : mostWithout;
        }
    }

    private static ImageMatch MatchOf(Candidate candidate, ImageComparison comparison, DescribedImage query) =>
        new(0, candidate.Entry.Image, candidate.Votes, 100.0 * candidate.Votes / Math.Max(1, query.Features.Count))
        {
            IsMirrored = candidate.IsMirrored,
            QueryWidth = query.Width,
            QueryHeight = query.Height,
            Comparison = comparison,
        };

    /// <summary>The images with near hashes, the nearest first; those that were voted for leave the other list.</summary>
    private List<Candidate> Near(ulong hash, List<Candidate> voted, bool isMirrored)
    {
        var near = new List<(int Bits, Candidate Candidate)>();
        ReadOnlySpan<ulong> hashes = snapshot.PerceptualHashes;
        for (int i = 0; i < hashes.Length; i++)
        {
            if (PerceptualHash.Distance(hash, hashes[i]) is { } bits && bits <= Confidence.MaxHashBits
                && snapshot.Entries[i] is var entry && isWanted(entry.Image.Id))
            {
                int at = voted.FindIndex(c => c.Entry == entry);
                near.Add((bits, at < 0 ? new Candidate(entry, 0, 0, isMirrored) : voted[at]));
                if (at >= 0)
                {
                    voted.RemoveAt(at);
                }
            }
        }

        return [.. near.OrderBy(n => n.Bits).ThenBy(n => n.Candidate.Entry.Image.Id).Select(n => n.Candidate)];
    }

    /// <summary>One way to look for a query.</summary>
    /// <param name="Query">The query as it is: what is mirrored is the comparison's affair.</param>
    /// <param name="Seen">The query as it is looked for: mirrored, if it is.</param>
    /// <param name="IsMirrored">Whether it is mirrored.</param>
    /// <param name="IsThorough">Whether it is looked for by the features of a thorough look.</param>
    private sealed record Way(DescribedImage Query, DescribedImage Seen, bool IsMirrored, bool IsThorough);
}
