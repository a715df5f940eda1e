using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImageSearch.Cluster.Objects;
using ImageSearch.Storage.Format;
using ImageSearch.Storage.Sealed;

namespace ImageSearch.Cluster.Publishing;

/// <summary>What a generation consists of, as an object of its own says it.</summary>
/// <param name="Format">1.</param>
/// <param name="Folder">The folder of the file that was published, which relative paths are relative to.</param>
/// <param name="HasNodeChanges">Whether nodes changed the index since it was last published from a file.</param>
/// <param name="Slot">The slot of the file that it is.</param>
/// <param name="Blocks">The blocks of the file that it is, and their objects.</param>
internal sealed record Manifest(int Format, string Folder, bool HasNodeChanges, ManifestSlot Slot, IReadOnlyList<ManifestBlock> Blocks)
{
    /// <summary>The format that is written and read.</summary>
    public const int Newest = 1;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter<BlockKind>(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>The file that it is.</summary>
    [JsonIgnore]
    public IndexLayout Layout => new(
        new IndexSlot(Slot.Version, Slot.Commit, Slot.Generation, Slot.CatalogOffset, Slot.CatalogChecksum, Slot.FileBytes, Slot.Writer),
        [.. Blocks.Select(b => new SealedBlock(b.Kind, b.Offset, b.Bytes, b.Header))]);

    /// <summary>The objects of an index with this manifest.</summary>
    public IEnumerable<ObjectName> Objects(string index) => Blocks.Select(b => b.Object(index));

    /// <summary>A manifest of a layout whose blocks have objects.</summary>
    public static Manifest Of(IndexLayout layout, IReadOnlyDictionary<SealedBlock, ObjectName> objects, string folder, bool hasNodeChanges)
    {
        IndexSlot slot = layout.Slot;
        return new Manifest(Newest, folder, hasNodeChanges,
            new ManifestSlot(slot.Version, slot.Commit, slot.Generation, slot.CatalogOffset, slot.CatalogChecksum, slot.FileBytes,
                slot.Writer),
            [.. layout.Blocks.Select(b =>
                new ManifestBlock(b.Kind, b.Offset, b.Bytes, b.Header, objects[b].Sha256, objects[b].Number))]);
    }

    /// <summary>Its bytes.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Form);

    /// <summary>Reads one.</summary>
    /// <param name="index">The index that it is of.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="InvalidDataException">The bytes are none.</exception>
    /// <exception cref="ClusterException">It is of a later version, or of an index file of one.</exception>
    public static Manifest FromBytes(string index, ReadOnlySpan<byte> bytes)
    {
        try
        {
            // First the format alone: the rest may be what this version does not know.
            Check(index, "its list of blocks", JsonSerializer.Deserialize<FormatAlone>(bytes, Form)?.Format, Newest);
            Manifest read = JsonSerializer.Deserialize<Manifest>(bytes, Form)!;
            Check(index, "its file", read.Slot.Version, IndexFormat.Version);
            read.Layout.Checked();
            return read;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private static void Check(string index, string what, int? version, int newest)
    {
        if (version is not > 0)
        {
            throw new InvalidDataException("it has no version");
        }

        if (version > newest)
        {
            throw ClusterException.LaterIndex(index, what, version.Value, newest);
        }
    }

    /// <summary>What objects are called by: the SHA-256 of their bytes.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>What every version of a manifest has.</summary>
    private sealed record FormatAlone(int Format);
}
