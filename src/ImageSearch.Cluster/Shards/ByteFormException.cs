namespace ImageSearch.Cluster.Shards;

/// <summary>Another node's version sends bytes in a form that is not known here. Nothing is wrong with either: others are asked.</summary>
/// <param name="message">Which form.</param>
[GenerateSerializer]
[Alias("imagesearch.byte-form-exception")]
internal sealed class ByteFormException(string message) : Exception(message);
