using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ImageSearch.Cluster.Shards;

/// <summary>
/// Which nodes have a shard: rendezvous hashing (Thaler, Ravishankar 1998), so that every node knows it without asking, and one that
/// joins or leaves moves no more than its own share.
/// </summary>
internal static class ShardOwners
{
    /// <summary>All nodes, those that should have it first.</summary>
    /// <param name="index">The index.</param>
    /// <param name="sha256">Of the shard's bytes.</param>
    /// <param name="nodes">The nodes' names.</param>
    public static string[] Order(string index, string sha256, IEnumerable<string> nodes) =>
        [.. nodes.OrderByDescending(n => Weight(index, sha256, n)).ThenBy(n => n, StringComparer.Ordinal)];

    private static ulong Weight(string index, string sha256, string node)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{index}\n{sha256}\n{node}"), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
