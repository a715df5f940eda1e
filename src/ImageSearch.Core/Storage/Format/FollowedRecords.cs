using System.Text;
using ImageSearch.Index;

namespace ImageSearch.Storage.Format;

/// <summary>How the folders that an index follows are written at the end of a catalog.</summary>
internal static class FollowedRecords
{
    private const int Recurses = 1;

    public static void Write(BinaryWriter writer, IReadOnlyList<FollowedFolder> folders)
    {
        writer.Write(folders.Count);
        foreach (FollowedFolder folder in folders)
        {
            WriteText(writer, folder.FullName);
            writer.Write(folder.Recurse ? Recurses : 0);
            WriteTexts(writer, folder.Include);
            WriteTexts(writer, folder.Exclude);
            writer.Write(folder.Volumes.Count);
            foreach ((string inner, ulong volume) in folder.Volumes)
            {
                WriteText(writer, inner);
                writer.Write(volume);
            }
        }
    }

    /// <exception cref="InvalidDataException">No folder can be like that.</exception>
    public static IReadOnlyList<FollowedFolder> Read(BinaryReader reader)
    {
        var folders = new List<FollowedFolder>();
        for (int count = reader.ReadInt32(); folders.Count < count;)
        {
            string path = ReadText(reader);
            int flags = reader.ReadInt32();
            if (path.Length == 0 || flags is not (0 or Recurses))
            {
                throw new InvalidDataException("a folder that it follows cannot be right");
            }

            var folder = new FollowedFolder(path, flags == Recurses) { Include = ReadTexts(reader), Exclude = ReadTexts(reader) };
            var volumes = new List<(string, ulong)>();
            for (int inner = reader.ReadInt32(); volumes.Count < inner;)
            {
                volumes.Add((ReadText(reader), reader.ReadUInt64()));
            }

            folders.Add(folder with { Volumes = volumes });
        }

        return folders;
    }

    private static void WriteTexts(BinaryWriter writer, IReadOnlyList<string> texts)
    {
        writer.Write(texts.Count);
        foreach (string text in texts)
        {
            WriteText(writer, text);
        }
    }

    private static IReadOnlyList<string> ReadTexts(BinaryReader reader)
    {
        var texts = new List<string>();
        for (int count = reader.ReadInt32(); texts.Count < count;)
        {
            texts.Add(ReadText(reader));
        }

        return texts.AsReadOnly();
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static string ReadText(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        byte[] bytes = length is >= 0 and <= IndexFormat.LongestPathBytes ? reader.ReadBytes(length)
            : throw new InvalidDataException("a folder that it follows cannot be right");
        return bytes.Length == length ? Records.StrictUtf8.GetString(bytes) : throw new EndOfStreamException();
    }
}
