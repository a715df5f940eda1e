using System.Globalization;
using ImageSearch.Service.Problems;
using Microsoft.AspNetCore.Http;

namespace ImageSearch.Service.Searching;

/// <summary>Reads query strings.</summary>
internal static class QueryValues
{
    /// <summary>A whole number of the query string, within its range.</summary>
    /// <exception cref="ServiceException">It is none.</exception>
    public static int Number(HttpContext context, string name, int defaultValue, ValueRange range) =>
        Number(context, name, range) ?? defaultValue;

    /// <summary>The same; null where none is named.</summary>
    /// <inheritdoc cref="Number(HttpContext, string, int, ValueRange)"/>
    public static int? Number(HttpContext context, string name, ValueRange range)
    {
        string? text = context.Request.Query[name];
        return string.IsNullOrEmpty(text) ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && range.Has(value) ? value
            : throw ServiceException.Invalid($"{name} must be a whole number, {range}.");
    }

    /// <summary>A switch of the query string: true or false.</summary>
    /// <exception cref="ServiceException">It is neither.</exception>
    public static bool Flag(HttpContext context, string name, bool defaultValue)
    {
        string? text = context.Request.Query[name];
        return string.IsNullOrEmpty(text) ? defaultValue : bool.TryParse(text, out bool value) ? value
            : throw ServiceException.Invalid($"{name} must be true or false.");
    }

    /// <summary>A number from 0 to 1 of the query string; null where none is named.</summary>
    /// <exception cref="ServiceException">It is none.</exception>
    public static double? Share(HttpContext context, string name)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        string? text = context.Request.Query[name];
        return string.IsNullOrEmpty(text) ? null
            : double.TryParse(text, Style, CultureInfo.InvariantCulture, out double value) && ValueRange.Share.Has(value) ? value
            : throw ServiceException.Invalid($"{name} must be a number {ValueRange.Share}.");
    }

    /// <summary>Names of the query string, as of relations, separated by commas; null if none are named.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The option.</param>
    /// <param name="what">What such names are called.</param>
    /// <exception cref="ServiceException">One of them is none.</exception>
    public static HashSet<T>? Names<T>(HttpContext context, string name, string what)
        where T : struct, Enum
    {
        string? text = context.Request.Query[name];
        string[] names = Enum.GetNames<T>();
        return string.IsNullOrEmpty(text) ? null
            : [.. text.Split(',').Select(part => Array.Find(names, n => n.Equals(part, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<T>(known)
            : throw ServiceException.Invalid($"{name} must be {what}, separated by commas: {string.Join(", ", names.Reverse())}."))];
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
