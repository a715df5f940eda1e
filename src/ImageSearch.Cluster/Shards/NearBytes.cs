using System.Runtime.InteropServices;
using ImageSearch.Index;
using ImageSearch.Neighbours;

namespace ImageSearch.Cluster.Shards;

/// <summary>
/// Near rows as they go from node to node: their form (1 byte, <see cref="ByteForm"/>), then of each query row how many there are (4 bytes)
/// and each of them in 20 bytes: its number (8), its squared distance (4), its packed keypoint (8); little-endian.
/// </summary>
internal static class NearBytes
{
    private const int FormBytes = 1;
    private const int CountBytes = sizeof(int);
    private const int NeighbourBytes = sizeof(long) + sizeof(int) + KeypointBytes;
    private const int KeypointBytes = 8;

    /// <summary>The bytes of what was found.</summary>
    /// <param name="found">The near rows of each query row.</param>
    /// <param name="snapshot">What was searched.</param>
    public static byte[] Write(FoundRows found, IndexSnapshot snapshot)
    {
        var bytes = new byte[FormBytes + found.Nearest.Sum(n => CountBytes + (n.Length * NeighbourBytes))];
        bytes[0] = ByteForm.Newest;
        Span<byte> at = bytes.AsSpan(FormBytes);
        foreach (Neighbour[] nearest in found.Nearest)
        {
            MemoryMarshal.Write(at, nearest.Length);
            at = at[CountBytes..];
            foreach (Neighbour neighbour in nearest)
            {
                MemoryMarshal.Write(at, neighbour.Row);
                MemoryMarshal.Write(at[sizeof(long)..], neighbour.SquaredDistance);
                MemoryMarshal.Write(at[(sizeof(long) + sizeof(int))..],
                    found.Keypoint(snapshot.EntryOfRow(neighbour.Row), neighbour.Row));
                at = at[NeighbourBytes..];
            }
        }

        return bytes;
    }

    /// <summary>Adds what a node found to what others did.</summary>
    /// <param name="bytes">The bytes, at least their form.</param>
    /// <param name="nearest">The rows of each query row.</param>
    /// <param name="keypoints">The rows' keypoints.</param>
    /// <exception cref="InvalidDataException">The bytes are not what they should be.</exception>
    /// <exception cref="ByteFormException">They are of another version.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, List<Neighbour>[] nearest, Dictionary<long, PackedKeypoint> keypoints)
    {
        ByteForm.Check(bytes[0]);
        bytes = bytes[FormBytes..];
        foreach (List<Neighbour> one in nearest)
        {
            int count = bytes.Length < CountBytes ? -1 : MemoryMarshal.Read<int>(bytes);
            if (count < 0 || count > (bytes.Length - CountBytes) / NeighbourBytes)
            {
                throw new InvalidDataException("Another node's answer is cut short.");
            }

            bytes = bytes[CountBytes..];
            for (int i = 0; i < count; i++, bytes = bytes[NeighbourBytes..])
            {
                var neighbour = new Neighbour(MemoryMarshal.Read<long>(bytes), MemoryMarshal.Read<int>(bytes[sizeof(long)..]));
                one.Add(neighbour);
                keypoints[neighbour.Row] = MemoryMarshal.Read<PackedKeypoint>(bytes[(sizeof(long) + sizeof(int))..]);
            }
        }
    }
}
