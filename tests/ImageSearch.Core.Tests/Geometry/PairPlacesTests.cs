using ImageSearch.Geometry;
using ImageSearch.Sift;

namespace ImageSearch.Tests.Geometry;

public sealed class PairPlacesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void Near_IsWhatALoopSays(int count)
    {
        var random = new Random(5);
        var map = new ImageTransform(0.9, -0.3, 12, 0.25, 1.1, -7);
        KeypointMatch[] pairs = [.. Enumerable.Range(0, count).Select(i => Pair(random, map, i))];
        var near = new int[count];
        int found = new PairPlaces(pairs, 0.5).Near(map, 4, near);
        int[] expected = [.. Enumerable.Range(0, count).Where(i => Distance(map, pairs[i]) <= 4 + (0.5 * pairs[i].Image.Scale))];
        Assert.Equal(expected, near[..found]);
        Assert.InRange(found, (count + 2) / 3, Math.Max(count - 1, (count + 2) / 3));
    }

    [Fact]
    public void Changes_AreOfTheKeypoints()
    {
        var pair = new KeypointMatch(0, 0, new Keypoint(1, 2, 4, 350, 0), new Keypoint(3, 4, 8, 20, 0), 0.5f);
        (double turned, double scaleLog) = new PairPlaces([pair], 0.5).Changes[0];
        Assert.Equal(-330, turned);
        Assert.Equal(Math.Log(2), scaleLog, 12);
    }

    /// <summary>A direction that the map turns by 540 degrees off, as differences of angles come to, is 180 degrees off.</summary>
    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(359, 1, true)]
    [InlineData(1, 359, true)]
    [InlineData(0, 24, true)]
    [InlineData(0, 26, false)]
    [InlineData(0, 180, false)]
    public void Agrees_ByTheDirectionEitherWayRound(float query, float image, bool agrees)
    {
        var pair = new KeypointMatch(0, 0, new Keypoint(10, 10, 4, query, 0), new Keypoint(10, 10, 4, image, 0), 0.5f);
        Assert.Equal(agrees, InlierTest.Agrees(ImageTransform.Identity, pair, 4));
    }

    private static double Distance(ImageTransform map, KeypointMatch pair)
    {
        (double x, double y) = map.Apply(pair.Query.X, pair.Query.Y);
        return Math.Sqrt(((x - pair.Image.X) * (x - pair.Image.X)) + ((y - pair.Image.Y) * (y - pair.Image.Y)));
    }

    /// <summary>Every third lies where the map takes it, the others anywhere.</summary>
    private static KeypointMatch Pair(Random random, ImageTransform map, int index)
    {
        var query = new Keypoint(random.Next(300), random.Next(200), 2 + random.NextSingle(), 10, 0);
        (double x, double y) = map.Apply(query.X, query.Y);
        var image = index % 3 == 0 ? new Keypoint((float)x, (float)y + 3, 3, 20, 0)
            : new Keypoint(random.Next(300), random.Next(200), 1, 20, 0);
        return new KeypointMatch(index, index, query, image, 0.5f);
    }
}
