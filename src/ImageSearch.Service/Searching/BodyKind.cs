namespace ImageSearch.Service.Searching;

/// <summary>What a route takes as its body.</summary>
internal enum BodyKind
{
    /// <summary>An image: its bytes, or a form with one file.</summary>
    Image,

    /// <summary>The JSON of the compatible route.</summary>
    Faiss,
}
