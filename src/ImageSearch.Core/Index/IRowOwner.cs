namespace ImageSearch.Index;

/// <summary>Who owns the memory of rows that others could change: a file that is mapped.</summary>
internal interface IRowOwner
{
    /// <summary>To be called before rows are read in any number: to read what is no longer there would end the process.</summary>
    /// <exception cref="IndexException">The file was cut short or written over since it was opened.</exception>
    public void EnsureUnchanged();
}
