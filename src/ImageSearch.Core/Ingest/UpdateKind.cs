namespace ImageSearch.Ingest;

/// <summary>What an update does about a file.</summary>
public enum UpdateKind
{
    /// <summary>The file is new.</summary>
    Add,

    /// <summary>The file has other content than the index knows.</summary>
    Replace,

    /// <summary>The file has another time but the content that the index knows.</summary>
    Touch,

    /// <summary>The file has the content of one that is gone: it was moved or renamed. Id and rows stay.</summary>
    Move,

    /// <summary>The file is gone.</summary>
    Remove,
}
