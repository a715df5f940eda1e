using ImageSearch.Duplicates;
using ImageSearch.Service.Indexes;
using ImageSearch.Wire;

namespace ImageSearch.Service.Api;

/// <summary>An image that was left out of the search for duplicates.</summary>
/// <param name="Condition">What is wrong with its file: Missing, Changed or Unreadable.</param>
/// <param name="Image">The indexed image.</param>
internal sealed record DuplicateProblem(string Condition, ImageView Image)
{
    public static DuplicateProblem Of(DuplicateWarning warning, ServedIndex served, ServiceOptions options) =>
        new(warning.Condition.ToString(), ImageViews.Of(warning.Image, served, options));
}
