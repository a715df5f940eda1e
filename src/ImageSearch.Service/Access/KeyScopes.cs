namespace ImageSearch.Service.Access;

/// <summary>Which scope a route is content with.</summary>
internal static class KeyScopes
{
    /// <summary>Whether a key of this scope may do what needs another: all may read, and neither who writes nor who follows has the
    /// other's right.</summary>
    public static bool Includes(this KeyScope own, KeyScope needed) => needed == KeyScope.Read || own == needed;

    /// <summary>What is said to a key that lacks a scope.</summary>
    public static string Lack(KeyScope needed) => needed == KeyScope.Follow
        ? "This API key may not take index files: 'imagesearch new-key --scope follow' makes one that may."
        : "This API key may only read.";
}
