using ImageSearch.Index;
using ImageSearch.Neighbours;

namespace ImageSearch.Retrieval;

/// <summary>Counts for each image how many query rows have a row of it among their neighbours; each query row counts once.</summary>
internal static class VoteRanking
{
    /// <summary>Ranks by votes; equal ones by the smaller sum of their voters' nearest squared distances, then by the lower id.</summary>
    public static IReadOnlyList<ImageMatch> Rank(IndexSnapshot snapshot, Neighbour[][] neighbours, SearchOptions options)
    {
        var tallies = new Dictionary<long, Tally>();
        for (int query = 0; query < neighbours.Length; query++)
        {
            // Nearest first: an image's first row here is its nearest one.
            foreach (Neighbour neighbour in neighbours[query])
            {
                IndexedImage image = snapshot.EntryOfRow(neighbour.Row).Image;
                Tally tally = tallies.GetValueOrDefault(image.Id, new Tally(image, 0, 0, -1));
                if (tally.LastQuery != query)
                {
                    tallies[image.Id] = new Tally(image, tally.Votes + 1, tally.Distance + neighbour.SquaredDistance, query);
                }
            }
        }

        int least = options.MinimumVotes ?? SearchOptions.DefaultVotes;
        return [.. tallies.Values
            .Where(t => t.Votes >= least)
            .OrderByDescending(t => t.Votes).ThenBy(t => t.Distance).ThenBy(t => t.Image.Id)
            .Take(options.MaximumMatches)
            .Select((t, i) => new ImageMatch(i + 1, t.Image, t.Votes, 100.0 * t.Votes / neighbours.Length))];
    }

    private readonly record struct Tally(IndexedImage Image, int Votes, long Distance, int LastQuery);
}
