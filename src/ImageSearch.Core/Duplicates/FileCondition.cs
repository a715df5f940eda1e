namespace ImageSearch.Duplicates;

/// <summary>What became of a file since it was indexed.</summary>
public enum FileCondition
{
    /// <summary>It is what was indexed: by length and time, else by content.</summary>
    AsIndexed,

    /// <summary>It is gone.</summary>
    Missing,

    /// <summary>It has other content by now.</summary>
    Changed,

    /// <summary>It is there and cannot be read, or its pixels cannot.</summary>
    Unreadable,
}
