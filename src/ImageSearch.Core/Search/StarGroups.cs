namespace ImageSearch.Search;

/// <summary>
/// Groups around centres: the image with most matches and all that match it, then the same among the rest. Images that match only through a chain of
/// others (two photos with the same watermark, say) do not pull groups together, as they would if all that is linked were one.
/// </summary>
internal static class StarGroups
{
    /// <summary>The groups of two and more; members in rising order, groups by their lowest member.</summary>
    /// <param name="count">How many images.</param>
    /// <param name="edges">The pairs that match, with how much speaks for each.</param>
    public static List<int[]> Make(int count, IReadOnlyList<(int A, int B, int Weight)> edges)
    {
        var near = new List<(int Other, int Weight)>[count];
        for (int i = 0; i < count; i++)
        {
            near[i] = [];
        }

        foreach ((int a, int b, int weight) in edges)
        {
            near[a].Add((b, weight));
            near[b].Add((a, weight));
        }

        var isTaken = new bool[count];
        var groups = new List<int[]>();
        var queue = new PriorityQueue<int, (int, long, int)>();
        void Enqueue(int i)
        {
            (int Other, int Weight)[] open = [.. near[i].Where(n => !isTaken[n.Other])];
            if (open.Length > 0)
            {
                queue.Enqueue(i, (-open.Length, -open.Sum(n => (long)n.Weight), i));
            }
        }

        for (int i = 0; i < count; i++)
        {
            Enqueue(i);
        }

        while (queue.TryDequeue(out int centre, out (int Degree, long, int) rank))
        {
            int[] open = isTaken[centre] ? [] : [.. near[centre].Select(n => n.Other).Where(o => !isTaken[o])];
            if (open.Length == -rank.Degree)
            {
                groups.Add([.. open.Append(centre).Order()]);
                Array.ForEach(groups[^1], member => isTaken[member] = true);
            }
            else if (open.Length > 0)
            {
                // Others took some of its matches since it was queued.
                Enqueue(centre);
            }
        }

        return [.. groups.OrderBy(g => g[0])];
    }
}
