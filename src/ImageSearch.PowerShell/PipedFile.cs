using System.Management.Automation;
using ImageSearch.Index;

namespace ImageSearch.PowerShell;

/// <summary>What a piped object says of the file that it stands for: a file of Get-ChildItem, an image or a match of this module, or any
/// object, deserialized or read from a list too, with a property that names a path.</summary>
internal static class PipedFile
{
    /// <summary>The first of these that an object has names its file. Other objects than this module's have plain paths in all of
    /// them.</summary>
    private static readonly string[] PathProperties = ["PSPath", "LiteralPath", "FullName", "Path"];

    /// <summary>The file's path, to be taken as it is written; null if the object names none. Strings are no objects here: they may be
    /// patterns.</summary>
    public static string? PathOf(object item) => (item is PSObject wrapped ? wrapped.BaseObject : item) switch
    {
        IndexedImage image => image.Path,
        SimilarImage match => match.FullName,
        ComparedImages compared => compared.FullName,
        DuplicateFile duplicate => duplicate.FullName,
        FileSystemInfo file => file.FullName,
        string => null,
        _ => PathProperties.Select(name => TextOf(item, name)).FirstOrDefault(path => path is not null),
    };

    /// <summary>The id that an object says its image has in an index; null if it says none.</summary>
    public static long? IdOf(object item) => TextOf(item, "Id") is { } text
        && long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out long id) ? id : null;

    /// <summary>The whole number that an object is; null if it is none.</summary>
    public static long? NumberOf(PSObject item) => item.BaseObject is sbyte or byte or short or ushort or int or uint or long
        ? Convert.ToInt64(item.BaseObject, System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>A property's text; null if there is none.</summary>
    public static string? TextOf(object item, string property)
    {
        try
        {
            object? value = PSObject.AsPSObject(item).Properties[property]?.Value;
            return (value is PSObject wrapped ? wrapped.BaseObject : value) switch
            {
                string text => text.Length == 0 ? null : text,
                IFormattable number when number.GetType().IsPrimitive =>
                number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
                _ => null,
            };
        }
        catch (GetValueException)
        {
            // A property that is computed, and cannot be.
            return null;
        }
    }
}
