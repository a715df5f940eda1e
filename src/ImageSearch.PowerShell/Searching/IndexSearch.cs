using ImageSearch.Features;
using ImageSearch.Files;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;

namespace ImageSearch.PowerShell.Searching;

/// <summary>Searches an index of this session.</summary>
internal sealed class IndexSearch : ISimilarSearch
{
    private readonly ImageIndex _index;
    private readonly IndexSnapshot _snapshot;
    private readonly SearchOptions _options;
    private readonly bool _isThorough;
    private readonly Action<string> _say;
    private readonly CancellationToken _cancel;
    private readonly ImageQueries _queries;
    private readonly List<ImageException> _notCompared = [];
    private SearchDevice? _said;
    private string? _listsDamage;
    private bool _isDamageTold;

    /// <param name="index">Where to search.</param>
    /// <param name="snapshot">What of it is searched.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="isThorough">Whether to look closer.</param>
    /// <param name="say">Is told on the calling thread what compared the rows, at the first query and whenever it changes.</param>
    /// <param name="cancel">Ends the work.</param>
    public IndexSearch(ImageIndex index, IndexSnapshot snapshot, SearchOptions options, bool isThorough, Action<string> say,
        CancellationToken cancel)
    {
        (_index, _snapshot, _isThorough, _say, _cancel) = (index, snapshot, isThorough, say, cancel);
        _listsDamage = index.Lists?.Damage;
        _options = options with
        {
            LimitMegapixels = snapshot.Settings.Imaging.LimitMegapixels,
            OnNotCompared = _notCompared.Add,
            OnDevice = Say,
            OnListsDamaged = damage => _listsDamage ??= damage,
        };
        _queries = new ImageQueries(snapshot.Settings, isThorough, options.Threads, cancel);
    }

    /// <inheritdoc/>
    public string Subject => $"{_snapshot.ImageCount} images, {_snapshot.RowCount} rows"
        + (_index.Lists is not { Damage: null } lists ? "" : _options.Exact ? ", all of which are compared"
            : $" in {lists.Cells} cells, of which each query row visits {Math.Min(_options.Effort, lists.Cells)}");

    /// <inheritdoc/>
    public long Pending => _queries.Pending;

    /// <inheritdoc/>
    public bool IsFull => _queries.IsFull;

    /// <inheritdoc/>
    public void Post(string path) => _queries.Post(path);

    /// <inheritdoc/>
    public PostedQuery? Take(bool wait) => _queries.Take(wait) is not { } query ? null
        : new PostedQuery(query.Path, () => query.Error is null ? ByDescribed(query.Path, query.Image!) : throw query.Error);

    /// <inheritdoc/>
    public SimilarAnswer ById(long id)
    {
        ImageQuery query = _isThorough ? ThoroughQuery.Of(_snapshot, id, _options) : ImageQuery.Of(_snapshot, id);
        return Answer(query, _snapshot.GetImage(id).Path);
    }

    /// <inheritdoc/>
    public SimilarAnswer ByImage(IndexedImage image)
    {
        bool isKnown = _snapshot.TryGet(image.Id, out IndexedImage? own);
        return isKnown && FilePaths.Comparer.Equals(own!.Path, image.Path) ? ById(image.Id)
            : throw ImageException.NotTheSame(image.Path, $"has the id {image.Id} and the path '{image.Path}', and this index has "
                + (isKnown ? $"'{own!.Path}' under that id" : "no such id") + "; -LiteralPath searches with its file");
    }

    /// <inheritdoc/>
    public SimilarAnswer ByDescriptors(byte[] descriptors) => Answer(ImageQuery.OfDescriptors(descriptors), null);

    /// <inheritdoc/>
    public void Dispose() => _queries.Dispose();

    private SimilarAnswer ByDescribed(string path, DescribedImage image)
    {
        SimilarAnswer answer = Answer(ImageQuery.Of(image), image.Facts.Path);
        return answer with { Detail = $"'{path}': {image.Features.Count} query rows, {answer.Matches.Count} matches." };
    }

    private SimilarAnswer Answer(ImageQuery query, string? queryPath)
    {
        _notCompared.Clear();
        SimilarImage[] matches = [.. ImageSearcher.Search(_snapshot, query, _options, _cancel)
            .Select(m => SimilarImage.From(m, queryPath))];
        IEnumerable<string> gone = matches.Where(m => m.PSPath is null).Select(m =>
            $"'{m.FullName}' is another file by now than the one that was indexed: the match has no PSPath. Update-ImageIndex takes the "
            + "file in.");
        return new SimilarAnswer(queryPath, matches,
            [.. DamageOnce(), .. _notCompared.Select(e => $"Its pixels were not compared: {e.Message}"), .. gone]);
    }

    /// <summary>That the lists are damaged, with the first answer; nothing with the others, or if they are not.</summary>
    private IEnumerable<string> DamageOnce()
    {
        if (_listsDamage is null || _isDamageTold || _options.Exact)
        {
            return [];
        }

        _isDamageTold = true;
        return [$"The lists of '{_index.FilePath}' are damaged, so all rows are compared, as with -Exact: {_listsDamage}. Test-ImageIndex "
            + "says more; Optimize-ImageIndex -Kind Inverted makes them again."];
    }

    private void Say(DeviceUse use)
    {
        if (use.Device != _said)
        {
            _said = use.Device;
            _say(use.ToString());
        }
    }
}
