namespace ImageSearch.TestSupport;

/// <summary>A test that makes symbolic links. On Windows they need a right that tests may not have; Wine 8 says that it made one, and
/// makes none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinkFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanLink = new(() =>
    {
        using var folder = new TemporaryFolder();
        try
        {
            File.CreateSymbolicLink(folder.At("link"), folder.At("nowhere"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        return new FileInfo(folder.At("link")).LinkTarget is not null;
    });

    public LinkFactAttribute() => Skip = CanLink.Value ? null : "No symbolic links can be made here.";
}
