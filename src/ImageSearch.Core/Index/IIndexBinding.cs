namespace ImageSearch.Index;

/// <summary>What binds an index to its file. It is the storage's; an index only shows what it says.</summary>
internal interface IIndexBinding
{
    /// <summary>The file's full path, as it was named.</summary>
    public string Path { get; }

    /// <summary>The index's generation that is in the file.</summary>
    public long SavedGeneration { get; }
}
