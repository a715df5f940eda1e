using System.Numerics;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Sift;
using ImageSearch.Threads;

namespace ImageSearch.Duplicates;

/// <summary>
/// Pairs that are worth comparing, without comparing all with all: images that share buckets of rows, have near perceptual hashes or, where
/// either has none, like colours; a bounded number with each image.
/// </summary>
internal sealed class CandidatePairs
{
    /// <summary>So many images at most are compared with each one.</summary>
    private const int CandidatesAnImage = 24;

    private const int MinSharedBuckets = 3;

    /// <summary>Hashes that differ in no more bits need no shared buckets.</summary>
    private const int NearHashBits = 8;

    /// <summary>Of whole pictures that were saved again, hashes differ in no more bits; of other pairs few in a thousand differ in so
    /// few.</summary>
    private const int WholeHashBits = 20;

    /// <summary>A near hash, or like colours, count as so many shared buckets.</summary>
    private const int NearHash = 1000;

    private readonly DuplicateOptions _options;
    private readonly IndexedImage[] _images;
    private readonly ulong[] _hashes;
    private readonly uint[][] _keys;
    private readonly uint[][] _mirroredKeys;
    private readonly LshTables _buckets;

    /// <param name="snapshot">The index.</param>
    /// <param name="entries">One image for each content.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="parallel">How many threads.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public CandidatePairs(IndexSnapshot snapshot, IndexEntry[] entries, DuplicateOptions options, ParallelOptions parallel)
    {
        _options = options;
        _images = [.. entries.Select(e => e.Image)];
        _hashes = [.. _images.Select(i => i.PerceptualHash)];
        _keys = new uint[entries.Length][];
        _mirroredKeys = new uint[options.WantsMirrored ? entries.Length : 0][];
        SideBySide.For(entries.Length, parallel, i =>
        {
            ImageFeatures features = snapshot.GetFeatures(entries[i]);
            _keys[i] = Keys(features);
            if (options.WantsMirrored)
            {
                _mirroredKeys[i] = Keys(MirroredFeatures.Of(features));
            }
        });
        _buckets = new LshTables(snapshot.RowCount, _keys);
        var found = new (int Other, int Score)[entries.Length][];
        SideBySide.For(entries.Length, parallel, () => new Tally(entries.Length), (i, tally) => found[i] = Of(i, tally));
        var likely = new Dictionary<(int A, int B), int>();
        for (int i = 0; i < found.Length; i++)
        {
            foreach ((int other, int score) in found[i])
            {
                (int A, int B) pair = (Math.Min(i, other), Math.Max(i, other));
                likely[pair] = Math.Max(likely.GetValueOrDefault(pair), score);
            }
        }

        Pairs = [.. likely.OrderBy(p => p.Key).Select(p => p.Key)];
    }

    /// <summary>The pairs, by their places among the images; those of one image come together.</summary>
    public IReadOnlyList<(int A, int B)> Pairs { get; }

    /// <summary>Whether two images look so alike as a whole that pixels should be asked even where keypoints say nothing.</summary>
    public bool LookAlike(int a, int b) => HashBits(a, b) is { } bits ? bits <= Confidence.MaxHashBits : HaveLikeColours(a, b);

    /// <summary>Whether two images may be the same view, as far as their hashes tell.</summary>
    public bool MayBeWhole(int a, int b) => HashBits(a, b) is not { } bits || bits <= WholeHashBits;

    private (int Other, int Score)[] Of(int image, Tally tally)
    {
        _buckets.Count(_keys[image], tally.Counts, tally.Touched);
        if (_options.WantsMirrored)
        {
            _buckets.Count(_mirroredKeys[image], tally.Counts, tally.Touched);
        }

        for (int other = 0; other < _images.Length; other++)
        {
            if (IsNear(image, other))
            {
                tally.Touched.AddRange(tally.Counts[other] == 0 ? [other] : []);
                tally.Counts[other] += NearHash;
            }
        }

        (int, int)[] found =
        [
            .. tally.Touched.Where(other => other != image && tally.Counts[other] >= MinSharedBuckets && IsWanted(image, other))
                .Select(other => (other, tally.Counts[other])).OrderByDescending(c => c.Item2).ThenBy(c => c.other).Take(CandidatesAnImage),
        ];
        tally.Clear();
        return found;
    }

    private bool IsNear(int a, int b)
    {
        if (_hashes[a] == 0 || _hashes[b] == 0)
        {
            return HaveLikeColours(a, b);
        }

        int bits = BitOperations.PopCount(_hashes[a] ^ _hashes[b]);
        return bits <= NearHashBits
            || (_options.WantsMirrored && BitOperations.PopCount(PerceptualHash.Mirrored(_hashes[a]) ^ _hashes[b]) <= NearHashBits);
    }

    private bool IsWanted(int a, int b) => (_options.WantsParts || MayBeWhole(a, b))
        && (_options.IsReference is null || _options.IsKept(_images[a]) != _options.IsKept(_images[b]));

    private int? HashBits(int a, int b) =>
        PerceptualHash.Distance(_hashes[a], _hashes[b]) is not { } bits ? null
        : _options.WantsMirrored ? Math.Min(bits, PerceptualHash.Distance(PerceptualHash.Mirrored(_hashes[a]), _hashes[b])!.Value)
        : bits;

    private bool HaveLikeColours(int a, int b) =>
        _images[a].Colours is { } one && _images[b].Colours is { } other
        && (one.Distance(other) <= ColourSignature.MaxApart
            || (_options.WantsMirrored && one.Mirrored().Distance(other) <= ColourSignature.MaxApart));

    private static unsafe uint[] Keys(ImageFeatures features)
    {
        var keys = new uint[features.Count];
        Span<sbyte> sketch = stackalloc sbyte[ScanLayout.Axes];
        fixed (byte* rows = features.Descriptors)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                Sketch.Make(ScanKernels.Best, rows + ((nint)i * ScanLayout.RowBytes), sketch);
                keys[i] = LshTables.Signs(sketch);
            }
        }

        return keys;
    }

    /// <summary>What one thread counts in: for each image the shared buckets, and which have any.</summary>
    private sealed class Tally(int images)
    {
        public int[] Counts { get; } = new int[images];

        public List<int> Touched { get; } = [];

        public void Clear()
        {
            Touched.ForEach(i => Counts[i] = 0);
            Touched.Clear();
        }
    }
}
