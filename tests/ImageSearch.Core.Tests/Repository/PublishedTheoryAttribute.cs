namespace ImageSearch.Tests.Repository;

/// <summary>Needs what eng/platforms.sh publishes.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PublishedTheoryAttribute : TheoryAttribute
{
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("IMAGESEARCH_PUBLISHED");

    public PublishedTheoryAttribute() => Skip =
        Folder is null ? "Nothing was published for other platforms (eng/platforms.sh built)." : null;
}
