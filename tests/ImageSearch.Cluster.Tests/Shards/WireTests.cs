using System.Globalization;
using ImageSearch.Cluster.Members;
using ImageSearch.Cluster.Shards;
using ImageSearch.Comparison;
using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Sift;
using ImageSearch.Tests.Cells;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Invocation;
using Orleans.Serialization.TypeSystem;

namespace ImageSearch.Cluster.Tests.Shards;

/// <summary>What nodes send each other is, byte by byte, what nodes of this version have always sent (wire.txt): nodes of two versions work
/// side by side. Whoever changes it on purpose reads IShardNode and ByteForm first.</summary>
public sealed class WireTests
{
    private static readonly Serializer Serializer = new ServiceCollection()
        .AddSerializer(b => b.AddAssembly(typeof(NearQuestion).Assembly)).BuildServiceProvider().GetRequiredService<Serializer>();

    private static readonly Dictionary<string, string> Held = File
        .ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Shards", "wire.txt")).Where(l => l.Length > 0 && l[0] != '#')
        .Select(l => l.Split(' ', 2)).ToDictionary(l => l[0], l => l[1]);

    private static readonly object[] Messages =
    [
        new NearQuestion
        {
            Index = "photos", Generation = "0a1b", Shards = [8192, 1 << 30], Rows = [1, 2, 3], Neighbours = 5, Effort = 16, Exact = true,
            Without = 7, Among = [1, 2],
        },
        new NearAnswer { NotHere = [8192], Found = [1, 2, 3], ListsDamage = "cut" },
        new CompareQuestion { Index = "photos", Generation = "0a1b", Query = [4, 5], Images = [9, 10], AreMirrored = [true, false] },
        new CompareAnswer { AreHere = true, Compared = [[1], [2, 3]] },
        new RowsQuestion { Index = "photos", Shard = "0a1b", First = 3, Rows = 4 },
        new RowsAnswer { AreHere = true, Descriptors = [1, 2], Keypoints = [3] },
        new HeldQuestion { Index = "photos", Generation = "0a1b" },
        new HeldAnswer { Shards = [8192, 12345] },
    ];

    [Fact]
    public void Messages_AreWhatTheyWere()
    {
        foreach (object message in Messages)
        {
            string name = message.GetType().Name;
            AssertHeld(name, Convert.ToHexStringLower(Serializer.SerializeToArray(message)));
            ShardBytesTests.AssertSame(message, Serializer.Deserialize<object>(Convert.FromHexString(Held[name])));
        }
    }

    /// <summary>How a question is asked of a node: the method, and what it is given; and how the answer comes back.</summary>
    [Fact]
    public void Calls_AreWhatTheyWere()
    {
        Assert.Equal("ImageSearch.Cluster.Members.IShardService,ImageSearch.Cluster",
            RuntimeTypeNameFormatter.Format(typeof(IShardService)));
        Type[] calls = [.. typeof(IShardService).Assembly.GetTypes()
            .Where(t => typeof(IInvokable).IsAssignableFrom(t) && t is { IsAbstract: false, IsGenericType: false })];
        var asked = new List<string>();
        foreach (Type type in calls)
        {
            var call = (IInvokable)Activator.CreateInstance(type)!;
            Assert.Equal(typeof(IShardNode), call.GetInterfaceType());
            object question = Messages.Single(m => m.GetType() == call.GetMethod().GetParameters()[0].ParameterType);
            call.SetArgument(0, question);
            asked.Add(call.GetMethodName());
            AssertHeld(call.GetMethodName(), Convert.ToHexStringLower(Serializer.SerializeToArray<object>(call)));
        }

        Assert.Equal(["CompareAsync", "HeldAsync", "NearestAsync", "RowsAsync"], asked.Order());
        object answer = Response.FromResult((HeldAnswer)Messages[^1]);
        AssertHeld("answer", Convert.ToHexStringLower(Serializer.SerializeToArray(answer)));
        AssertHeld("refusal", Convert.ToHexStringLower(Serializer.SerializeToArray<object>(new ByteFormException("form 2"))));
        object? refusal = Serializer.Deserialize<object>(Convert.FromHexString(Held["refusal"]));
        Assert.Equal("form 2", Assert.IsType<ByteFormException>(refusal).Message);
    }

    [Fact]
    public void BytesWithinMessages_AreWhatTheyWere()
    {
        AssertHeld("QueryBytes", Convert.ToHexStringLower(QueryBytes.Write(ShardBytesTests.Query())));
        ShardBytesTests.AssertSame(ShardBytesTests.Query(), QueryBytes.Read(Convert.FromHexString(Held["QueryBytes"])));
        AssertHeld("ComparisonBytes", Convert.ToHexStringLower(ComparisonBytes.Write(ShardBytesTests.Comparison())));
        ShardBytesTests.AssertSame(ShardBytesTests.Comparison(), ComparisonBytes.Read(Convert.FromHexString(Held["ComparisonBytes"])));

        IndexSnapshot snapshot = CellSamples.Index(2).Snapshot();
        Neighbour[][] nearest = [[new(3, 40), new(150, 50)], [], [new(7, 1)]];
        AssertHeld("NearBytes", Convert.ToHexStringLower(NearBytes.Write(new FoundRows(snapshot, nearest), snapshot)));
        List<Neighbour>[] read = [[], [], []];
        NearBytes.Read(Convert.FromHexString(Held["NearBytes"]), read, []);
        Assert.Equal(nearest, read.Select(r => r.ToArray()));
    }

    /// <summary>Numbers that stand in these bytes keep their meaning.</summary>
    [Fact]
    public void Numbers_MeanWhatTheyMeant()
    {
        foreach (Type type in new[] { typeof(ImageRelation), typeof(DescriptorKind), typeof(FeatureExtractor) })
        {
            AssertHeld(type.Name, string.Join(' ', Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(v =>
                string.Create(CultureInfo.InvariantCulture, $"{v}={Enum.GetName(type, v)}"))));
        }
    }

    /// <summary>What a node says of itself in the table, with what later versions may add, and what an earlier one did not say.</summary>
    [Fact]
    public void Settings_AreWhatTheyWere_AndSkipWhatIsLater()
    {
        var settings = new NodeSettings("0.1.0", 1, 3, ["photos", "more"]);
        AssertHeld("settings", settings.ToText());
        NodeSettings later = NodeSettings.Parse(Held["settings"].Replace("{", "{\"later\":{\"a\":[1]},", StringComparison.Ordinal))!;
        Assert.Equal((settings.Version, settings.Form, settings.Replicas), (later.Version, later.Form, later.Replicas));
        Assert.Equal(settings.Indexes, later.Indexes);
        Assert.Null(NodeSettings.Parse(""));
        Assert.Null(NodeSettings.Parse("[]"));
        Assert.Null(NodeSettings.Parse("{\"version\":\"9\"}"));
    }

    /// <summary>What a later version added to a message is skipped, whatever it is; the rest is as it was sent. The lines were written by
    /// tests/ImageSearch.Cluster.Next.</summary>
    [Fact]
    public void MessagesOfTheNextVersion_AreRead()
    {
        foreach (object message in Messages)
        {
            byte[] later = Convert.FromHexString(Held[$"later.{message.GetType().Name}"]);
            Assert.True(later.Length > Serializer.SerializeToArray(message).Length);
            ShardBytesTests.AssertSame(message, Serializer.Deserialize<object>(later));
        }
    }

    private static void AssertHeld(string name, string actual) =>
        Assert.True(Held.GetValueOrDefault(name) == actual, $"It was {Held.GetValueOrDefault(name)}, now it is\n{name} {actual}");
}
