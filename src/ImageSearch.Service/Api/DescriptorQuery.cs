namespace ImageSearch.Service.Api;

/// <summary>The body of a search by descriptors, for the OpenAPI document.</summary>
/// <param name="Descriptors">Rows of 128 numbers from 0 to 255, of the index's kind of descriptor.</param>
internal sealed record DescriptorQuery(double[][] Descriptors);
