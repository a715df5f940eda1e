using System.Reflection;
using System.Text.Json;
using ImageSearch.Cluster.Shards;

namespace ImageSearch.Cluster.Members;

/// <summary>What a node says of itself in the table of members. Later versions may add to it; older nodes skip what they do not
/// know.</summary>
/// <param name="Version">Of ImageSearch.</param>
/// <param name="Form">The newest form of bytes that it reads (<see cref="ByteForm"/>).</param>
/// <param name="Replicas">On how many nodes each shard lies, as it was told.</param>
/// <param name="Indexes">The indexes that it serves.</param>
internal sealed record NodeSettings(string Version, int Form, int Replicas, IReadOnlyList<string> Indexes)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>This version.</summary>
    public static string OwnVersion { get; } = typeof(NodeSettings).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Those of this node.</summary>
    public static NodeSettings Own(int replicas, IReadOnlyList<string> indexes) => new(OwnVersion, ByteForm.Newest, replicas, indexes);

    /// <summary>As the table has them; null of what says nothing that is known.</summary>
    public static NodeSettings? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonSerializer.Deserialize<NodeSettings>(text, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>As the table has them.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Json);

    /// <summary>What different numbers of replicas come to, in words; null where nodes have the same.</summary>
    /// <param name="nodes">The nodes that are up, by name.</param>
    public static string? Differing(IEnumerable<(string Name, NodeSettings? Settings)> nodes)
    {
        IGrouping<int, string>[] byReplicas = [.. nodes.Where(n => n.Settings is not null)
            .GroupBy(n => n.Settings!.Replicas, n => n.Name).OrderBy(g => g.Key)];
        string told = string.Join("; ", byReplicas.Select(g => $"{g.Key} at {string.Join(", ", g)}"));
        return byReplicas.Length < 2 ? null
            : $"Nodes were started with different --replicas: {told}. Until all have the same, count on the least of them.";
    }
}
