namespace ImageSearch.Index;

/// <summary>What adding an image did.</summary>
public enum AddOutcome
{
    /// <summary>It was new.</summary>
    Added,

    /// <summary>The path was there with other content, which was replaced; the id stays.</summary>
    Replaced,

    /// <summary>It was there with the same content.</summary>
    Unchanged,
}
