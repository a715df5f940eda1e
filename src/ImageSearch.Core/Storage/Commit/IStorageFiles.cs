namespace ImageSearch.Storage.Commit;

/// <summary>Every call by which a commit changes the disk. Tests make each of them fail in turn.</summary>
internal interface IStorageFiles
{
    /// <summary>Makes a file that is not there.</summary>
    public Stream Create(string path);

    /// <summary>Opens a file that is there, while others read it.</summary>
    public Stream OpenToWrite(string path);

    /// <summary>Returns when the disk has what was written.</summary>
    public void Flush(Stream file);

    /// <summary>Puts a file in another's place, in one step; returns when the disk has its name.</summary>
    public void Replace(string beside, string target);
}
