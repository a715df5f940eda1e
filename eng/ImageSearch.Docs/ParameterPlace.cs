namespace ImageSearch.Docs;

/// <summary>What a parameter is in a parameter set.</summary>
/// <param name="Position">From 0; null if it must be named.</param>
/// <param name="IsMandatory">Whether it must be there.</param>
/// <param name="TakesPipeline">Whether it takes piped objects.</param>
/// <param name="TakesPipelineProperty">Whether it takes properties of piped objects that have its name.</param>
internal sealed record ParameterPlace(int? Position, bool IsMandatory, bool TakesPipeline, bool TakesPipelineProperty);
