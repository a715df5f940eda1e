using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImageSearch.Files;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Faiss;

/// <summary>
/// Exchanges indexes with Faiss, as files of the kind <c>IDMap,Flat</c> (IxMp over IxF2) or, of an index with lists,
/// <c>IDMap,IVFn,Flat</c> (IxMp over IwFl): rows of 128 floats, each a whole number from 0 to 255, and the image id of each. Paths and
/// sizes stand in a list of JSON lines beside, named like the file with <c>.paths.jsonl</c> behind.
/// </summary>
public static class FaissFile
{
    /// <summary>What the list's name ends with.</summary>
    public const string PathsExtension = ".paths.jsonl";

    private const int Dimensions = IndexFormat.DescriptorBytes;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a snapshot as a Faiss file and its list of paths; both are whole or not there.</summary>
    /// <param name="snapshot">The images.</param>
    /// <param name="path">The file.</param>
    /// <param name="replace">Whether files that are there are replaced.</param>
    /// <param name="progress">Is told how many rows are written, and of how many; null tells nobody.</param>
    /// <param name="kind">Inverted writes the lists too, Flat does not; null does as the index has it.</param>
    /// <returns>What Faiss calls it, as <c>IDMap,IVF4096,Flat</c>.</returns>
    /// <exception cref="IndexException">A file is there and is not to be replaced, or it cannot be written; or lists are to be written that
    /// the index does not have, or that are damaged.</exception>
    public static string Export(IndexSnapshot snapshot, string path, bool replace = false, Action<long, long>? progress = null,
        IndexKind? kind = null)
    {
        snapshot.EnsureUnchanged();
        InvertedLists? lists = ListsToWrite(snapshot, path, kind);
        CheckFree(snapshot, path, replace);
        CheckFree(snapshot, path + PathsExtension, replace);
        string beside = $"{Path.GetFullPath(path)}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                Write(file, snapshot, lists, progress);
            }

            File.WriteAllLines(beside + PathsExtension, snapshot.Entries[WithoutRows(snapshot)..].ToArray()
                .Select(e => JsonSerializer.Serialize(Describe(e.Image), Json)));
            FileOwner.Copy(path, beside);
            FileOwner.Copy(path + PathsExtension, beside + PathsExtension);
            File.Move(beside, path, overwrite: true);
            File.Move(beside + PathsExtension, path + PathsExtension, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IndexException.NotWritable(path, e);
        }
        finally
        {
            if (Directory.Exists(Path.GetDirectoryName(beside)))
            {
                File.Delete(beside);
                File.Delete(beside + PathsExtension);
            }
        }

        return lists is null ? "IDMap,Flat" : $"IDMap,IVF{lists.Centres.Count},Flat";
    }

    private static InvertedLists? ListsToWrite(IndexSnapshot snapshot, string path, IndexKind? kind)
    {
        if (kind == IndexKind.Flat)
        {
            return null;
        }

        string? reason = (snapshot.ListsDamage ?? snapshot.Lists?.Damage()) is { } damage ? $"Its lists are damaged ({damage})."
            : snapshot.Lists is null && kind is not null ? "It has no lists." : null;
        return reason is null ? snapshot.Lists
            : throw IndexException.NotWritable(path, new IOException($"{reason} As an index of the kind Flat it can be exported."));
    }

    /// <summary>Never, whatever is said, is an index file or an image of the index replaced, or what is no file.</summary>
    private static void CheckFree(IndexSnapshot snapshot, string path, bool replace)
    {
        string full = Path.GetFullPath(path);
        bool isThere = Path.Exists(full) || new FileInfo(full).LinkTarget is not null;
        string? reason = !isThere ? null
            : RegularFile.IsTakenByOther(full) ? RegularFile.Refusal
            : IndexSignature.IsAt(full) ? IndexSignature.Refusal
            : SameFile.IsOneOf(full, snapshot.Entries.ToArray().Select(e => e.Image.Path)
                .Where(p => FilePaths.Comparer.Equals(Path.GetFileName(p), Path.GetFileName(full))))
                ? "it is one of the images that the index has" : null;
        if (isThere && !replace && !RegularFile.IsTakenByOther(full))
        {
            throw IndexException.Exists(path);
        }

        if (reason is not null)
        {
            throw IndexException.NotWritable(path, new IOException($"{char.ToUpperInvariant(reason[0])}{reason[1..]}."));
        }
    }

    /// <summary>
    /// Reads a Faiss file (IxMp or IxM2 over IxF2 or IwFl, or IwFl alone) as an index in memory: rows of one id are an image, its path is
    /// the list's, or the file's with the id behind. Rows of IwFl alone come in the order of its cells. Keypoints are not known. The
    /// settings are the caller's word for how the rows were made.
    /// </summary>
    /// <exception cref="IndexException">It is not there, of another kind, or its rows are no descriptors.</exception>
    public static ImageIndex Import(string path, IndexSettings settings)
    {
        if (!File.Exists(path))
        {
            throw IndexException.NotFound(path);
        }

        if (RegularFile.IsNotToBeRead(path) || RegularFile.IsNotToBeRead(path + PathsExtension))
        {
            throw IndexException.ImportUnsupported(path, $"it, or the list beside it, is what is not read: {RegularFile.NotToBeRead}");
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var reader = new FaissReader(file, path);
            FaissRows rows = FaissRows.Read(reader);
            var rowsOf = new Dictionary<long, List<long>>();
            for (long row = 0; row < rows.Ids.Length; row++)
            {
                (rowsOf.TryGetValue(rows.Ids[row], out List<long>? list) ? list : rowsOf[rows.Ids[row]] = []).Add(row);
            }

            return Gather(reader, path, rows, rowsOf, settings);
        }
        catch (Exception e) when (e is EndOfStreamException or JsonException or FormatException)
        {
            throw IndexException.ImportUnsupported(path, "it, or the list beside it, ends early or is damaged");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IndexException.NotReadable(path, e);
        }
    }

    private static void Write(FileStream file, IndexSnapshot snapshot, InvertedLists? lists, Action<long, long>? progress)
    {
        long rows = snapshot.RowCount, written = 0;
        var writer = new FaissWriter(file);
        writer.Header("IxMp"u8, rows);
        if (lists is null)
        {
            writer.FlatHeader(rows);
            foreach (IndexEntry entry in snapshot.Entries[WithoutRows(snapshot)..])
            {
                (RowSegment segment, int first) = snapshot.Locate(entry);
                writer.Rows(segment.Descriptors(first, entry.Image.FeatureCount));
                segment.KeepAlive();
                written += entry.Image.FeatureCount;
                progress?.Invoke(written, rows);
            }
        }
        else
        {
            FaissListsWriter.Write(writer, snapshot, lists, progress);
        }

        writer.I64(rows);
        foreach (IndexEntry entry in snapshot.Entries)
        {
            for (int row = 0; row < entry.Image.FeatureCount; row++)
            {
                writer.I64(entry.Image.Id);
            }
        }
    }

    /// <summary>How many images have no rows, which Faiss could not know of; they are the first.</summary>
    private static int WithoutRows(IndexSnapshot snapshot) =>
        snapshot.Entries.ToArray().TakeWhile(e => e.FirstRow == IndexEntry.NoRow).Count();

    private static ImageIndex Gather(FaissReader reader, string path, FaissRows places, Dictionary<long, List<long>> rowsOf,
        IndexSettings settings)
    {
        Dictionary<long, FaissPath> known = !File.Exists(path + PathsExtension) ? [] : File.ReadLines(path + PathsExtension)
            .Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<FaissPath>(l, Json)!).ToDictionary(p => p.Id);
        var store = new RowStore();
        var entries = new List<IndexEntry>(rowsOf.Count);
        foreach ((long id, List<long> rows) in rowsOf)
        {
            var descriptors = new byte[checked(rows.Count * Dimensions)];
            for (int i = 0; i < rows.Count; i++)
            {
                reader.ReadRow(places.PlaceOf(rows[i]), rows[i], descriptors.AsSpan(i * Dimensions, Dimensions));
            }

            entries.Add(new IndexEntry(ToImage(known.GetValueOrDefault(id), id, path, descriptors), store.Count));
            store.Append(descriptors, new PackedKeypoint[rows.Count]);
        }

        if (entries.DistinctBy(e => e.Image.Path, FilePaths.Comparer).Count() != entries.Count)
        {
            throw IndexException.ImportUnsupported(path, "the list beside it has one path twice");
        }

        var index = new ImageIndex(settings);
        index.Import(store, entries);
        return index;
    }

    private static IndexedImage ToImage(FaissPath? known, long id, string path, byte[] descriptors)
    {
        byte[] hash = known?.Sha256.Length == 2 * IndexFormat.HashBytes ? Convert.FromHexString(known.Sha256)
            : SHA256.HashData(descriptors);
        var facts = new FileFacts(Path.GetFullPath(known?.Path ?? $"{path}#{id}"), known?.LengthBytes ?? 0,
            DateTime.SpecifyKind(known?.ModifiedUtc ?? DateTime.UnixEpoch, DateTimeKind.Utc), ImmutableArray.Create(hash));
        return new IndexedImage(id, facts, Math.Max(1, known?.Width ?? 1), Math.Max(1, known?.Height ?? 1),
            Math.Max(1, known?.DescribedWidth ?? 1), Math.Max(1, known?.DescribedHeight ?? 1), descriptors.Length / Dimensions)
        { PageCount = 0 };
    }

    private static FaissPath Describe(IndexedImage i) =>
        new(i.Id, i.Path, i.Width, i.Height, i.DescribedWidth, i.DescribedHeight, i.LengthBytes,
        i.ModifiedUtc, Convert.ToHexString(i.ContentHash.AsSpan()));
}
