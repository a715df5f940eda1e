using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ImageSearch.Storage;
using ImageSearch.Storage.Format;

namespace ImageSearch.Service.Indexes;

/// <summary>A state of an index's file, as it is told to those who follow it: all that the file's header says.</summary>
/// <param name="State">Its name: no two states of a file have the same.</param>
/// <param name="Version">The version of the file's format.</param>
/// <param name="Commit">Counts the commits into the file.</param>
/// <param name="Generation">Counts the index's changes.</param>
/// <param name="CatalogOffset">Where its newest catalog begins.</param>
/// <param name="CatalogChecksum">That catalog's checksum.</param>
/// <param name="FileBytes">Where the commit ends.</param>
/// <param name="Writer">Who wrote it.</param>
internal sealed partial record PublishedState(
    string State, int Version, long Commit, long Generation, long CatalogOffset, uint CatalogChecksum, long FileBytes, string Writer)
{
    /// <summary>How a state's name looks: numbers in hexadecimal.</summary>
    public const string Pattern = "^[0-9a-f]{1,16}-[0-9a-f]{1,16}-[0-9a-f]{8}-[0-9a-f]{1,16}$";

    /// <summary>The state of an index that is served.</summary>
    public static PublishedState Of(ServedIndex served) => Of(FileBinding.Of(served.Index)!.Slot);

    /// <summary>The state that a header slot names.</summary>
    public static PublishedState Of(IndexSlot slot) => new(NameOf(slot.Mark), slot.Version, slot.Commit, slot.Generation,
        slot.CatalogOffset, slot.CatalogChecksum, slot.FileBytes, slot.Writer);

    /// <summary>What a state is called.</summary>
    public static string NameOf(FileMark mark) => string.Create(CultureInfo.InvariantCulture,
        $"{mark.Commit:x}-{mark.CatalogOffset:x}-{mark.CatalogChecksum:x8}-{mark.FileBytes:x}");

    /// <summary>The state of a name; null if it is none.</summary>
    public static FileMark? MarkOf(string name)
    {
        if (!Name().IsMatch(name))
        {
            return null;
        }

        long[] numbers = [.. name.Split('-').Select(n => long.Parse(n, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];
        return numbers.All(n => n >= 0) ? new FileMark(numbers[0], numbers[1], (uint)numbers[2], numbers[3]) : null;
    }

    /// <summary>Whether it can be a state at all: it may come from anywhere.</summary>
    public bool IsPossible => State is not null && MarkOf(State) is { } mark && mark == ToSlot().Mark && FileBytes > CatalogOffset
        && Writer is not null && Encoding.UTF8.GetByteCount(Writer) <= IndexSlot.WriterBytes;

    /// <summary>The header slot that names it.</summary>
    public IndexSlot ToSlot() => new(Version, Commit, Generation, CatalogOffset, CatalogChecksum, FileBytes, Writer);

    [GeneratedRegex(Pattern)]
    private static partial Regex Name();
}
