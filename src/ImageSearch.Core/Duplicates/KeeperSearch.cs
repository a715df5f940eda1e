using ImageSearch.Comparison;

namespace ImageSearch.Duplicates;

/// <summary>
/// Groups among contents that are linked by candidates. The content that is kept most gladly is compared with those that may be its
/// duplicates, and with those that may be duplicates of these; what matches it is its group, and the rest goes on with the next one. So
/// each member matches its keeper.
/// </summary>
/// <param name="contents">All contents of the index.</param>
/// <param name="neighbours">For each of them, those that may be its duplicates.</param>
/// <param name="inOrder">Those to be grouped, the one that is kept most gladly first.</param>
internal sealed class KeeperSearch(Content[] contents, List<int>[] neighbours, int[] inOrder)
{
    private readonly Dictionary<int, int> _rank = inOrder.Index().ToDictionary(c => c.Item, c => c.Index);
    private readonly List<(Content Member, ImageComparison Comparison)> _members = [];
    private readonly HashSet<int> _asked = [];
    private readonly SortedSet<int> _open = [];
    private readonly HashSet<int> _gaveWay = [];
    private int? _better;
    private int _next;

    /// <summary>The content whose duplicates are looked for.</summary>
    public Content Keeper => contents[inOrder[_next - 1]];

    /// <summary>What matches the keeper.</summary>
    public IReadOnlyList<(Content Member, ImageComparison Comparison)> Members => _members;

    /// <summary>What the keeper is to be compared with next, by place among the contents; nothing once its group is whole.</summary>
    public IEnumerable<int> Open => Keeper.IsGone ? [] : _open.Where(o => !contents[o].IsTaken && !contents[o].IsGone);

    /// <summary>Whether another was found that should be kept instead of the keeper; the rest of its answers does not count.</summary>
    public bool GivesWay => _better is not null;

    /// <summary>Makes that other one the next to be a keeper, and this one the next after it. Each content gives way once at
    /// most.</summary>
    public void GiveWay()
    {
        _next--;
        _gaveWay.Add(inOrder[_next]);
        int better = _better!.Value;
        inOrder.AsSpan(_next, _rank[better] - _next).CopyTo(inOrder.AsSpan(_next + 1));
        inOrder[_next] = better;
        for (int i = _next; i < inOrder.Length; i++)
        {
            _rank[inOrder[i]] = i;
        }
    }

    /// <summary>Goes on to the next content that may be a keeper.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        _members.Clear();
        _asked.Clear();
        _open.Clear();
        _better = null;
        while (_next < inOrder.Length)
        {
            _next++;
            if (!Keeper.IsTaken && !Keeper.IsGone)
            {
                Ask(inOrder[_next - 1]);
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the answer about one that was open.</summary>
    /// <param name="other">Its place among the contents.</param>
    /// <param name="comparison">What it is to the keeper; null if it is no duplicate.</param>
    /// <param name="givesWay">Whether the keeper is the poorer of the two, and the other one should be kept.</param>
    public void Answer(int other, ImageComparison? comparison, bool givesWay = false)
    {
        _open.Remove(other);
        if (givesWay && !_gaveWay.Contains(inOrder[_next - 1]) && (_better is null || _rank[other] < _rank[_better.Value]))
        {
            _better = other;
        }

        if (comparison is not null)
        {
            _members.Add((contents[other], comparison));
            Ask(other);
        }
    }

    /// <summary>The neighbours are to be compared with the keeper too, but for those before it: they were keepers themselves, and it did
    /// not match them.</summary>
    private void Ask(int content) =>
        _open.UnionWith(neighbours[content].Where(n => _rank.TryGetValue(n, out int rank) && rank >= _next && _asked.Add(n)));
}
