using ImageSearch.Wire;

namespace ImageSearch.Service.Api;

/// <summary>Some of an index's images.</summary>
/// <param name="Generation">The generation that they are of.</param>
/// <param name="Total">How many images there are.</param>
/// <param name="Images">By id.</param>
/// <param name="Next">Where the next ones are; absent after the last.</param>
internal sealed record ImagePage(long Generation, int Total, IReadOnlyList<ImageView> Images, string? Next);
