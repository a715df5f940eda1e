using System.Text.Json;
using ImageSearch.Service.Problems;

namespace ImageSearch.Service.Searching;

/// <summary>Reads the members of a JSON object as they come, without making a tree of them, which would take several times the body's
/// length.</summary>
internal static class JsonMembers
{
    /// <summary>Reads one member; the reader stands at its value, and must stand at the value's end afterwards.</summary>
    public delegate void Member(ref Utf8JsonReader reader, string name);

    /// <summary>Reads an object to its end.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="notAnObject">What is said where it is none.</param>
    /// <param name="read">Reads a member, or leaves it alone, for whoever asks for less than what came.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="ServiceException">It is no object, or a string or a name in it is not valid Unicode.</exception>
    public static void ReadObject(ReadOnlySpan<byte> body, string notAnObject, Member read)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw ServiceException.Invalid(notAnObject);
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                int depth = reader.CurrentDepth;
                read(ref reader, name);
                if (reader.CurrentDepth == depth && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                {
                    reader.Skip();
                }
            }

            if (reader.Read())
            {
                throw ServiceException.Invalid(notAnObject);
            }
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape, is found only when the string is read.
            throw ServiceException.Invalid("A string in the body is not valid Unicode.");
        }
    }
}
