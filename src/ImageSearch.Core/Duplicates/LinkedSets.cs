namespace ImageSearch.Duplicates;

/// <summary>Sets of what is linked, however far around: what is in different sets has nothing to do with each other.</summary>
internal static class LinkedSets
{
    /// <summary>All sets, those of one member too, by their lowest member.</summary>
    /// <param name="neighbours">For each what it is linked with, both ways.</param>
    public static IEnumerable<int[]> Of(List<int>[] neighbours)
    {
        var isSeen = new bool[neighbours.Length];
        for (int first = 0; first < neighbours.Length; first++)
        {
            if (isSeen[first])
            {
                continue;
            }

            var set = new List<int> { first };
            isSeen[first] = true;
            for (int i = 0; i < set.Count; i++)
            {
                foreach (int next in neighbours[set[i]].Where(n => !isSeen[n]))
                {
                    isSeen[next] = true;
                    set.Add(next);
                }
            }

            yield return [.. set];
        }
    }
}
