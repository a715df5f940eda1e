namespace ImageSearch.PowerShell;

/// <summary>Lists for objects that are handed out: copies that nobody can write to.</summary>
internal static class Lists
{
    /// <summary>The items, in a list that has none of the caller's memory.</summary>
    public static IReadOnlyList<T> ToReadOnly<T>(this IEnumerable<T> items) => Array.AsReadOnly(items.ToArray());
}
