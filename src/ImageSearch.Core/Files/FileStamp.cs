using System.Security.Cryptography;

namespace ImageSearch.Files;

/// <summary>By what a file is known again after it got another name: which file it is, how long, and when it was last written.</summary>
internal readonly record struct FileStamp(FileIdentity? Identity, long LengthBytes, DateTime ModifiedUtc)
{
    /// <summary>Of a file that is no link.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return new FileStamp(FileIdentity.Of(path), file.Length, file.LastWriteTimeUtc);
    }

    /// <summary>SHA-256 of a file's bytes in hexadecimal digits.</summary>
    /// <exception cref="IOException">It cannot be read, or is no file.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static string ContentOf(string path, CancellationToken cancel)
    {
        if (RegularFile.IsNotToBeRead(path))
        {
            throw new IOException(RegularFile.NotToBeRead);
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return Convert.ToHexString(ContentOf(file, cancel));
    }

    /// <summary>SHA-256 of what is left of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, be it in the middle: a file may be large.</exception>
    public static byte[] ContentOf(Stream file, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 18];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }

        return hash.GetHashAndReset();
    }
}
