namespace ImageSearch.Index;

/// <summary>Where an index's rows are copied to when its file is read, so that nobody else can take them away.</summary>
internal interface IRowCopies
{
    /// <summary>How much is copied, in bytes; 0 where the file is mapped.</summary>
    public long Bytes { get; }
}
