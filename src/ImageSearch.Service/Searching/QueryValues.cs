using System.Globalization;
using ImageSearch.Comparison;
using ImageSearch.Service.Problems;
using Microsoft.AspNetCore.Http;

namespace ImageSearch.Service.Searching;

/// <summary>Reads query strings.</summary>
internal static class QueryValues
{
    /// <summary>A whole number of the query string, within its range.</summary>
    /// <exception cref="ServiceException">It is none.</exception>
    public static int Number(HttpContext context, string name, int defaultValue, int least, int most) => Number(context, name, least, most)
        ?? defaultValue;

    /// <summary>The same; null where none is named.</summary>
    /// <inheritdoc cref="Number(HttpContext, string, int, int, int)"/>
    public static int? Number(HttpContext context, string name, int least, int most)
    {
        string? text = context.Request.Query[name];
        return string.IsNullOrEmpty(text) ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most ? value
            : throw ServiceException.Invalid($"{name} must be a whole number from {least} to {most}.");
    }

    /// <summary>A switch of the query string: true or false.</summary>
    /// <exception cref="ServiceException">It is neither.</exception>
    public static bool Flag(HttpContext context, string name, bool defaultValue)
    {
        string? text = context.Request.Query[name];
        return string.IsNullOrEmpty(text) ? defaultValue : bool.TryParse(text, out bool value) ? value
            : throw ServiceException.Invalid($"{name} must be true or false.");
    }

    /// <summary>A number from 0 to 1 of the query string.</summary>
    /// <exception cref="ServiceException">It is none.</exception>
    public static double Share(HttpContext context, string name, double defaultValue)
    {
        string? text = context.Request.Query[name];
        return string.IsNullOrEmpty(text) ? defaultValue
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value is >= 0 and <= 1 ? value
            : throw ServiceException.Invalid($"{name} must be a number from 0 to 1.");
    }

    /// <summary>Relations of the query string, separated by commas; null if none are named.</summary>
    /// <exception cref="ServiceException">One of them is none.</exception>
    public static HashSet<ImageRelation>? Relations(HttpContext context, string name)
    {
        string? text = context.Request.Query[name];
        string[] names = Enum.GetNames<ImageRelation>();
        return string.IsNullOrEmpty(text) ? null
            : [.. text.Split(',').Select(part => Array.Find(names, n => n.Equals(part, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<ImageRelation>(known)
            : throw ServiceException.Invalid($"{name} must be relations, separated by commas: {string.Join(", ", names.Reverse())}."))];
    }

    /// <summary>Image ids of the query string, separated by commas; null if none are named.</summary>
    /// <exception cref="ServiceException">They are none, or too many.</exception>
    public static HashSet<long>? Ids(HttpContext context, string name, int most)
    {
        string? text = context.Request.Query[name];
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        string[] parts = text.Split(',');
        return parts.Length <= most
            ? [.. parts.Select(p => long.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id
                : throw ServiceException.Invalid($"{name} must be image ids, separated by commas."))]
            : throw ServiceException.Invalid($"{name} may have at most {most} ids.");
    }
}
