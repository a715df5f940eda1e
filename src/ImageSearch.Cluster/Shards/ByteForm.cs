namespace ImageSearch.Cluster.Shards;

/// <summary>
/// In which form the bytes within messages are (<see cref="QueryBytes"/>, <see cref="ComparisonBytes"/>, <see cref="NearBytes"/>): their
/// first byte says it. A later version that changes one of them counts up, reads the older forms too, and sends a node no later one than
/// that node reads (<see cref="Members.NodeSettings.Form"/>).
/// </summary>
internal static class ByteForm
{
    /// <summary>The newest form; this version writes it, and reads no other.</summary>
    public const byte Newest = 1;

    /// <summary>Checks that this version reads a form.</summary>
    /// <exception cref="ByteFormException">It does not.</exception>
    public static void Check(byte form)
    {
        if (form != Newest)
        {
            throw new ByteFormException($"The node sends its bytes in form {form}, and this version of ImageSearch reads form {Newest}.");
        }
    }
}
