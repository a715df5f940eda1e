using System.Collections;
using System.Reflection;
using ImageSearch.Cluster.Shards;
using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Cluster.Tests.Shards;

/// <summary>What goes from node to node arrives as it was, with all that it has: also what somebody adds to these types later.</summary>
public sealed class ShardBytesTests
{
    [Fact]
    public void Queries_ArriveAsTheyWere()
    {
        DescribedImage image = Query();
        AssertAllSet(image);
        AssertSame(image, QueryBytes.Read(QueryBytes.Write(image)));
        var bare = new DescribedImage(FileFacts.None, 1, 1, new ImageFeatures(1, 1, [], []));
        AssertSame(bare, QueryBytes.Read(QueryBytes.Write(bare)));
    }

    [Fact]
    public void Comparisons_ArriveAsTheyWere()
    {
        ImageComparison comparison = Comparison();
        AssertAllSet(comparison);
        AssertAllSet(comparison.Geometry!);
        AssertSame(comparison, ComparisonBytes.Read(ComparisonBytes.Write(comparison)));
        var bare = new ImageComparison(ImageRelation.None, 0);
        AssertSame(bare, ComparisonBytes.Read(ComparisonBytes.Write(bare)));
    }

    [Fact]
    public void WhatIsCutShort_OrOfAnotherVersion_IsNoticed()
    {
        var features = new ImageFeatures(1, 1, [new(1, 2, 3, 4, 5)], new byte[128]);
        byte[] query = QueryBytes.Write(new DescribedImage(FileFacts.None, 1, 1, features));
        byte[] comparison = ComparisonBytes.Write(new ImageComparison(ImageRelation.Cropped, 1) { Outline = [(1, 2)] });
        foreach (byte form in new byte[] { 0, 2, 255 })
        {
            (query[0], comparison[0]) = (form, form);
            Assert.Contains($"in form {form}", Assert.Throws<ByteFormException>(() => QueryBytes.Read(query)).Message,
                StringComparison.Ordinal);
            Assert.Throws<ByteFormException>(() => ComparisonBytes.Read(comparison));
            Assert.Throws<ByteFormException>(() => NearBytes.Read([form, 0, 0, 0, 0], [[]], []));
        }

        (query[0], comparison[0]) = (ByteForm.Newest, ByteForm.Newest);
        for (int length = 0; length < query.Length; length++)
        {
            Assert.ThrowsAny<IOException>(() => QueryBytes.Read(query[..length]));
        }

        for (int length = 0; length < comparison.Length; length++)
        {
            Assert.ThrowsAny<IOException>(() => ComparisonBytes.Read(comparison[..length]));
        }
    }

    /// <summary>A query that sets all that there is.</summary>
    internal static DescribedImage Query()
    {
        var features = new ImageFeatures(640, 480, [new(1.5f, 2.25f, 3.125f, 359.9f, 0.25f), new(4, 5, 6, 7, 0.5f)], new byte[256],
            DescriptorKind.Sift)
        {
            Extractor = FeatureExtractor.OpenCv,
            Frames = [new(1, 2, 3, 4), new(5, 6, 7, 8)],
        };
        features.Descriptors[77] = 200;
        return new DescribedImage(new FileFacts("/photos/ä b.jpg", 12345, new DateTime(2026, 11, 28, 1, 2, 3, DateTimeKind.Utc),
            [.. Enumerable.Range(0, 32).Select(i => (byte)i)]), 1280, 960, features)
        {
            PerceptualHash = 0xF00DF00DF00DF00D,
            PageCount = 3,
            Colours = new ColourSignature([.. Enumerable.Range(0, ColourSignature.Bytes).Select(i => (byte)(i * 5))]),
            MoreFeatures = features with { Width = 1000, Frames = null },
        };
    }

    /// <summary>A comparison that sets all that there is.</summary>
    internal static ImageComparison Comparison()
    {
        var geometry = new GeometricMatch(new ImageTransform(1.1, 2.2, 3.3, 4.4, 5.5, 6.6, 7.7, 8.8, 9.9),
            [new(1, 2, 3, 4), new(0.1, 0.2, 0.3, 1.0 / 3)], 17, true)
        {
            HasFewFeatures = true,
            CollinearInlierCount = 3,
            IsThorough = true,
            GuidedMeaning = 0.7,
        };
        return new ImageComparison(ImageRelation.Cropped, 0.98765)
        {
            Geometry = geometry,
            PerceptualHashDistance = 7,
            FirstOverlap = 0.5,
            SecondOverlap = 0.25,
            Agreement = 0.99,
            IsConfirmed = true,
            Parts = [new MatchedPart([(1, 2)], [(3, 4), (5, 6)], [new(1, 2, 3, 4)])],
            Differences = [new ImageDifference([(7, 8)], [(9, 10)], 0.03)],
            Outline = [(1, 2), (3, 4), (5, 6), (7, 8)],
            Points = [new(9, 8, 7, 6)],
        };
    }

    /// <summary>So that a member that is added later is not forgotten: the samples set all of them.</summary>
    private static void AssertAllSet(object sample)
    {
        foreach (PropertyInfo property in Stored(sample.GetType()))
        {
            object? value = property.GetValue(sample);
            object? unset = property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null;
            Assert.False(Equals(value, unset) || value is ICollection { Count: 0 }, $"The sample sets no {property.Name}.");
        }
    }

    /// <summary>Whether two are alike, member by member.</summary>
    internal static void AssertSame(object? expected, object? actual, string at = "")
    {
        if (expected is null || actual is null || expected.GetType().IsPrimitive || expected is string or DateTime or Enum)
        {
            Assert.True(Equals(expected, actual), $"{at}: {expected} became {actual}");
            return;
        }

        if (expected is ColourSignature colours)
        {
            Assert.Equal(colours.Values.ToArray(), ((ColourSignature)actual).Values.ToArray());
            return;
        }

        if (expected is IEnumerable many)
        {
            object?[] first = [.. many.Cast<object?>()], second = [.. ((IEnumerable)actual).Cast<object?>()];
            Assert.True(first.Length == second.Length, $"{at}: {first.Length} became {second.Length}");
            for (int i = 0; i < first.Length; i++)
            {
                AssertSame(first[i], second[i], $"{at}[{i}]");
            }

            return;
        }

        foreach (FieldInfo field in expected.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
        {
            AssertSame(field.GetValue(expected), field.GetValue(actual), $"{at}.{field.Name}");
        }
    }

    private static IEnumerable<PropertyInfo> Stored(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(p => p.SetMethod is not null && p.GetIndexParameters().Length == 0);
}
