using System.Globalization;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
using ImageSearch.Storage;

namespace ImageSearch.Cli;

/// <summary>Asks an index what a request asks: ids first, then files, as they come.</summary>
internal sealed class FindRun
{
    private readonly FindRequest _request;
    private readonly IndexSnapshot _snapshot;
    private SearchOptions _search;
    private readonly CancellationToken _cancel;
    private bool _isDamageTold;

    /// <exception cref="IndexException">The index cannot be opened.</exception>
    /// <exception cref="ArgumentException">It was imported, and what is asked is more than votes tell; or an effort has no effect on
    /// it.</exception>
    public FindRun(FindRequest request, CancellationToken cancel)
    {
        (_request, _cancel) = (request, cancel);
        ImageIndex index = IndexFile.Open(request.Index);
        if (SearchEffort.Refusal(index, request.Search, request.NamesEffort) is { } refusal)
        {
            throw new ArgumentException(refusal);
        }

        _snapshot = index.Snapshot();
        _search = request.Search with
        {
            LimitMegapixels = _snapshot.Settings.Imaging.LimitMegapixels,
            OnListsDamaged = damage => WarnOnce(index, damage),
        };
        if (index.Lists?.Damage is { } known && !_search.Exact)
        {
            WarnOnce(index, known);
        }

        if (_search.Verify && ImportedRows.CountVotesAlone(_snapshot))
        {
            if (request.OfComparison.Count > 0)
            {
                throw new ArgumentException(FindOptions.NotHeeded(request.OfComparison, "an index that was imported"));
            }

            Console.Error.WriteLine(ImportedRows.Warning);
            _search = _search with { Verify = false };
        }
    }

    /// <summary>Whether matches have relations; else votes alone.</summary>
    public bool IsVerified => _search.Verify;

    /// <summary>The answers, with what is wrong with single queries; last the paths that name none.</summary>
    public IEnumerable<QueryAnswer> Answers()
    {
        var unreadable = new List<QueryAnswer>();
        string[] files = [.. ImagePaths.Expand(
            _request.Images, recurse: false, error => unreadable.Add(new QueryAnswer(error.Target, [], error)))];
        _search = _search with { Searches = files.Length + _request.Ids.Length };
        return _request.Ids.Select(ById).Concat(ByFile(files)).Concat(unreadable).Select(a => a.Drawn(_request.Pictures));
    }

    private IEnumerable<QueryAnswer> ByFile(IEnumerable<string> paths)
    {
        using var queries = new ImageQueries(_snapshot.Settings, _request.IsThorough, _search.Threads, _cancel);
        foreach (string path in paths)
        {
            queries.Post(path);
            if (queries.IsFull && queries.Take(wait: true) is { } early)
            {
                yield return Of(early);
            }
        }

        while (queries.Take(wait: true) is { } query)
        {
            yield return Of(query);
        }
    }

    private QueryAnswer ById(long id)
    {
        string name = id.ToString(CultureInfo.InvariantCulture);
        try
        {
            ImageQuery query = _request.IsThorough ? ThoroughQuery.Of(_snapshot, id, _search) : ImageQuery.Of(_snapshot, id);
            return new QueryAnswer(name, Find(query), null) { QueryPath = _snapshot.GetImage(id).Path };
        }
        catch (ImageException e)
        {
            return new QueryAnswer(name, [], e);
        }
    }

    private QueryAnswer Of(QueryImage query) => query.Error is not null ? new QueryAnswer(query.Path, [], query.Error)
        : new QueryAnswer(query.Path, Find(ImageQuery.Of(query.Image!)), null);

    private IReadOnlyList<ImageMatch> Find(ImageQuery query) => ImageSearcher.Search(_snapshot, query, _search, _cancel);

    /// <summary>Says on standard error that lists are damaged, the first time.</summary>
    private void WarnOnce(ImageIndex index, string damage)
    {
        if (!_isDamageTold)
        {
            _isDamageTold = true;
            Console.Error.WriteLine($"The lists of {Output.Short(index.FilePath!)} are damaged, so all rows are compared, as with --exact: "
                + $"{damage}. 'imagesearch optimize --kind inverted' makes them again.");
        }
    }
}
