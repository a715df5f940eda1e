using ImageSearch.Comparison;
using ImageSearch.Index;
using ImageSearch.Threads;

namespace ImageSearch.Duplicates;

/// <summary>
/// Forms groups in rounds: in each, every set of linked contents has one keeper, and all comparisons are made side by side; those of one
/// keeper come together, so that it is decoded once.
/// </summary>
internal sealed class Grouping(Content[] contents, PairConfirmer confirmer, FilesOnDisk files, KeepOrder order, DuplicateOptions options)
{
    private readonly List<(IndexedImage Keeper, DuplicateImage[] Duplicates)> _groups = [];
    private readonly List<UndecidedPair> _undecided = [];

    /// <summary>Once it has run: pairs that are what is asked for, of which neither image is offered, since each is better in something. By
    /// id.</summary>
    public IReadOnlyList<UndecidedPair> Undecided
    {
        get
        {
            var offered = _groups.SelectMany(g => g.Duplicates).Select(d => d.Image.Id).ToHashSet();
            return [.. _undecided.Where(p => !offered.Contains(p.First.Id) && !offered.Contains(p.Second.Id))
                .DistinctBy(p => (Math.Min(p.First.Id, p.Second.Id), Math.Max(p.First.Id, p.Second.Id)))
                .OrderBy(p => p.First.Id).ThenBy(p => p.Second.Id)];
        }
    }

    /// <summary>The groups, by the lowest id in them.</summary>
    /// <param name="pairs">Contents that may be duplicates, by their places.</param>
    /// <param name="count">Counts the pairs.</param>
    /// <param name="parallel">How many threads.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<DuplicateGroup> Run(IEnumerable<(int A, int B)> pairs, PairCount count, ParallelOptions parallel)
    {
        List<KeeperSearch> running = [.. Searches(pairs).Where(s => s.MoveNext())];
        running.RemoveAll(IsDone);
        while (running.Count > 0)
        {
            Compare(running, count, parallel);
            running.RemoveAll(IsDone);
        }

        return [.. _groups.OrderBy(g => Math.Min(g.Keeper.Id, g.Duplicates.Min(d => d.Image.Id)))
            .Select((g, i) => new DuplicateGroup(i + 1, g.Keeper, g.Duplicates))];
    }

    private IEnumerable<KeeperSearch> Searches(IEnumerable<(int A, int B)> pairs)
    {
        List<int>[] neighbours = [.. contents.Select(_ => new List<int>())];
        foreach ((int a, int b) in pairs)
        {
            neighbours[a].Add(b);
            neighbours[b].Add(a);
        }

        return LinkedSets.Of(neighbours).Where(s => s.Length > 1 || contents[s[0]].Files.Count > 1)
            .Select(s => new KeeperSearch(contents, neighbours,
                [.. order.Sort([.. s.Where(c => !contents[c].IsGone)], contents)]));
    }

    private void Compare(List<KeeperSearch> running, PairCount count, ParallelOptions parallel)
    {
        (KeeperSearch Search, int Other, IndexEntry Keeper, IndexEntry Member)[] open =
            [.. running.SelectMany(s => s.Open.Select(o => (s, o, s.Keeper.Lead, contents[o].Lead)))];
        var answers = new (ImageComparison? Comparison, ImageException? Error)[open.Length];
        count.Expect(open.Length);

        SideBySide.For(open.Length, parallel, i =>
        {
            answers[i] = Confirm(open[i].Keeper, open[i].Member);
            count.Done();
        });
        foreach (((KeeperSearch search, int other, IndexEntry keeper, IndexEntry member), var (comparison, error)) in open.Zip(answers))
        {
            if (error is null)
            {
                var pair = new KeptPair(keeper.Image, search.Keeper.Steps, member.Image, contents[other].Steps, comparison!)
                {
                    KeeperShowsMore = ShowsMore(keeper, member, comparison!, first: true),
                    OtherShowsMore = KeepOrder.HasSurroundings(comparison!, ofFirst: false)
                        && ShowsMore(keeper, member, comparison!, first: false) != false,
                };
                bool isAsked = IsAsked(pair.Comparison), isDuplicate = isAsked && order.MayReplace(pair);
                if (isAsked && !isDuplicate && IsTold(keeper.Image, member.Image))
                {
                    _undecided.Add(new UndecidedPair(keeper.Image, member.Image, comparison!));
                }

                search.Answer(other, isDuplicate ? comparison : null, isDuplicate && order.GivesWay(pair));
            }
            else
            {
                // It stays open: another file of the same content may do.
                Refuse(error, (search.Keeper, keeper), (contents[other], member));
            }
        }
    }

    private bool? ShowsMore(IndexEntry keeper, IndexEntry member, ImageComparison comparison, bool first) =>
        KeepOrder.HasSurroundings(comparison, first) ? confirmer.ShowsMore(keeper, member, comparison, first) : null;

    private (ImageComparison? Comparison, ImageException? Error) Confirm(IndexEntry keeper, IndexEntry member)
    {
        try
        {
            return (confirmer.Confirm(keeper, member), null);
        }
        catch (ImageException e)
        {
            return (null, e);
        }
    }

    private void Refuse(ImageException error, params (Content Content, IndexEntry File)[] both)
    {
        (Content, IndexEntry)[] named = [.. both.Where(b => b.File.Image.Path == error.Target)];
        foreach ((Content content, IndexEntry file) in named.Length > 0 ? named : both)
        {
            if (content.Files.Contains(file))
            {
                files.Refuse(content, file, error);
            }
        }
    }

    private bool IsAsked(ImageComparison comparison) => comparison.IsConfirmed && options.Relations.Contains(comparison.Relation)
        && comparison.Confidence >= options.MinimumConfidence;

    /// <summary>Whether two images may be told of: somebody's word that they are different holds, and where folders of reference are named,
    /// groups without an image of these are not reported.</summary>
    private bool IsTold(IndexedImage keeper, IndexedImage other) =>
        options.IsReference is null && options.IsIgnored?.Invoke(keeper, other) != true;

    /// <summary>Ends groups that are whole, until one has something to compare.</summary>
    /// <returns>Whether nothing is left to be grouped.</returns>
    private bool IsDone(KeeperSearch search)
    {
        while (search.GivesWay || !search.Open.Any())
        {
            if (search.GivesWay)
            {
                search.GiveWay();
            }
            else
            {
                Finish(search.Keeper, search.Members);
            }

            if (!search.MoveNext())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Files may have changed while pixels were compared: what is reported was there, as it was indexed, when all was
    /// compared.</summary>
    private void Finish(Content keeper, IReadOnlyList<(Content Member, ImageComparison Comparison)> members)
    {
        while (!keeper.IsGone && !files.IsStill(keeper, keeper.Lead))
        {
            // The next file of the same content, if there is one, is as good.
        }

        if (keeper.IsGone || (options.IsReference is not null && !options.IsKept(keeper.Lead.Image)))
        {
            return;
        }

        List<(Content Content, DuplicateImage Duplicate)> found = [.. Copies(keeper).Select(c => (keeper, c))];
        foreach ((Content member, ImageComparison comparison) in members)
        {
            found.AddRange(Offered(keeper, member).Select(f => (member, new DuplicateImage(f.Image, comparison))));
        }

        if (found.Count > 0)
        {
            keeper.IsTaken = true;
            found.ForEach(f => f.Content.IsTaken = true);
            _groups.Add((keeper.Lead.Image, [.. found.Select(f => f.Duplicate).OrderBy(d => d.Image.Id)]));
        }
    }

    /// <summary>The other files of the keeper's own content.</summary>
    private IEnumerable<DuplicateImage> Copies(Content keeper)
    {
        IndexEntry[] copies = options.Relations.Contains(ImageRelation.IdenticalBytes) ? [.. Offered(keeper, keeper)] : [];
        ImageComparison? comparison = copies.Length > 0 ? confirmer.Compare(keeper.Lead, copies[0]) with { IsConfirmed = true } : null;
        return copies.Select(c => new DuplicateImage(c.Image, comparison!));
    }

    private IEnumerable<IndexEntry> Offered(Content keeper, Content member) => member.Files.ToArray()
        .Where(f => f != keeper.Lead && !options.IsKept(f.Image) && options.IsIgnored?.Invoke(keeper.Lead.Image, f.Image) != true
            && files.IsStill(member, f));
}
