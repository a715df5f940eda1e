using ImageSearch.Wire;

namespace ImageSearch.Service.Api;

/// <summary>Images that show the same.</summary>
/// <param name="Group">Its number, from 1.</param>
/// <param name="Keeper">The image that is suggested to be kept.</param>
/// <param name="Duplicates">The others, by id.</param>
internal sealed record DuplicateGroup(int Group, ImageView Keeper, IReadOnlyList<DuplicateView> Duplicates);
