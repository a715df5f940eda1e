namespace ImageSearch.Service.Access;

/// <summary>What a request changed, for the audit trail.</summary>
/// <param name="Result">What became of it, as Added or Removed.</param>
/// <param name="Image">The id of the image.</param>
/// <param name="Bytes">How many bytes the image's file has.</param>
internal sealed record Change(string Result, long Image, long Bytes);
