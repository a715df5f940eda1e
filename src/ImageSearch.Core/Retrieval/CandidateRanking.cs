using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Sift;

namespace ImageSearch.Retrieval;

/// <summary>
/// The order in which images are worth a close look: first those whose votes agree in how large and how turned they see the query. A
/// histogram over the differences of scale and angle tells it without any geometry (weak geometric consistency: Jegou, Douze, Schmid,
/// "Hamming embedding and weak geometric consistency for large scale image search", ECCV 2008, section 4).
/// </summary>
internal static class CandidateRanking
{
    /// <summary>Directions of 30 degrees, each half over the next.</summary>
    private const int Angles = 24;

    /// <summary>Scales of a factor 2, each half over the next, from 1/16 to 16.</summary>
    private const int Scales = 16;

    private const int Bins = Angles * Scales;

    /// <summary>All candidates: by agreeing votes, then by votes, then by the lower id.</summary>
    /// <param name="snapshot">Where was searched.</param>
    /// <param name="query">What was searched for.</param>
    /// <param name="found">The near rows.</param>
    /// <param name="firstQuery">From which on they are those of this query.</param>
    /// <param name="isMirrored">Whether the query is mirrored.</param>
    public static List<Candidate> Rank(IndexSnapshot snapshot, ImageFeatures query, FoundRows found, int firstQuery, bool isMirrored)
    {
        var tallies = new Dictionary<IndexEntry, Tally>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < query.Count; i++)
        {
            foreach (Neighbour neighbour in found.Nearest[firstQuery + i])
            {
                IndexEntry entry = snapshot.EntryOfRow(neighbour.Row);
                if (!tallies.TryGetValue(entry, out Tally? tally))
                {
                    tallies.Add(entry, tally = new Tally());
                }

                if (tally.LastQuery != i)
                {
                    (tally.LastQuery, tally.Votes) = (i, tally.Votes + 1);
                    tally.Add(query.Keypoints[i], found.Seen(entry, neighbour.Row));
                }
            }
        }

        return [.. tallies.Select(t => new Candidate(t.Key, t.Value.Votes, t.Value.ConsistentVotes(), isMirrored))
            .OrderByDescending(c => c.ConsistentVotes).ThenByDescending(c => c.Votes).ThenBy(c => c.Entry.Image.Id)];
    }

    private sealed class Tally
    {
        private readonly List<int> _bins = [];

        public int LastQuery { get; set; } = -1;

        public int Votes { get; set; }

        public void Add(in Keypoint query, (double Scale, double Angle) image)
        {
            double turned = image.Angle - query.Angle;
            int angle = (int)((turned < 0 ? turned + 360 : turned) * (Angles / 360.0)) % Angles;
            int scale = Math.Clamp((int)((Math.Log2(image.Scale / query.Scale) + 4) * (Scales / 8.0)), 0, Scales - 1);
            _bins.Add((scale * Angles) + angle);
        }

        /// <summary>The most votes in two neighbouring angles by two neighbouring scales.</summary>
        public int ConsistentVotes()
        {
            if (_bins.Count < 2)
            {
                return _bins.Count;
            }

            Span<ushort> counts = stackalloc ushort[Bins];
            counts.Clear();
            foreach (int bin in _bins)
            {
                counts[bin]++;
            }

            int most = 0;
            foreach (int bin in _bins)
            {
                (int scale, int angle) = Math.DivRem(bin, Angles);
                for (int s = Math.Max(0, scale - 1); s <= Math.Min(scale, Scales - 2); s++)
                {
                    for (int a = angle - 1 + Angles; a <= angle + Angles; a++)
                    {
                        int here = a % Angles, next = (a + 1) % Angles;
                        most = Math.Max(most, counts[(s * Angles) + here] + counts[(s * Angles) + next]
                            + counts[((s + 1) * Angles) + here] + counts[((s + 1) * Angles) + next]);
                    }
                }
            }

            return most;
        }
    }
}
