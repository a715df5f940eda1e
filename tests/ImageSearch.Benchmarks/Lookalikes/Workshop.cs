using ImageSearch.Comparison;
using ImageSearch.Imaging;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>What a maker works with: one family, one half, its own numbers and photographs, and the set that it writes to.</summary>
internal sealed class Workshop(string family, string half, int seed, PhotoPool pool, LookalikeSet set)
{
    private Queue<string> _photos = pool.Order(half, Chance.For(seed, $"{family}/{half}/photographs"));

    public Chance Chance { get; } = Chance.For(seed, $"{family}/{half}");

    /// <summary>Whether this is the half that limits are chosen on.</summary>
    public bool IsTuning => half == LookalikeSet.Halves[0];

    /// <summary>The next photograph, in its own size; none comes twice until all have come.</summary>
    public ColourImage Photo()
    {
        if (_photos.Count == 0)
        {
            _photos = pool.Order(half, Chance);
        }

        return PhotoPool.Read(_photos.Dequeue());
    }

    /// <summary>A large photograph, if there is one.</summary>
    public ColourImage LargePhoto() => PhotoPool.Read(Chance.Pick(pool.Large(half)));

    /// <summary>The middle of the next photograph, brought to a size.</summary>
    public ColourImage Photo(int width, int height) => Pixels.Fit(Photo(), width, height);

    public string Jpeg(string name, ColourImage image, int quality = 88) => Bytes($"{name}.jpg", Encode.Jpeg(image, quality));

    public string Png(string name, ColourImage image) => Bytes($"{name}.png", Encode.Png(image));

    public string Bytes(string name, byte[] bytes) => set.Write(family, $"{half}-{name}", bytes);

    public void Pair(string first, string second, ImageRelation relation) => set.Pair(first, second, relation, family, half);

    /// <summary>Every image with every other; of too many pairs a choice, in which each image stays.</summary>
    public void Pairs(IReadOnlyList<string> files, ImageRelation relation, int most = int.MaxValue)
    {
        (int A, int B)[] all = [.. Enumerable.Range(0, files.Count)
            .SelectMany(a => Enumerable.Range(a + 1, files.Count - a - 1).Select(b => (a, b)))];
        IEnumerable<(int A, int B)> others = Chance.Shuffled(all.Where(p => p.B > p.A + 1)).Take(Math.Max(0, most - files.Count + 1));
        foreach ((int a, int b) in all.Length <= most ? all : all.Where(p => p.B == p.A + 1).Concat(others))
        {
            Pair(files[a], files[b], relation);
        }
    }
}
