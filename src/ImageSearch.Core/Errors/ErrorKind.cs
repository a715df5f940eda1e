namespace ImageSearch;

/// <summary>What went wrong. The names are the error ids that cmdlets, the command and the service show; they never change.</summary>
public enum ErrorKind
{
    /// <summary>No index file is at the path.</summary>
    IndexNotFound,

    /// <summary>The index file is damaged, or is not an index file.</summary>
    IndexCorrupt,

    /// <summary>The index file was written by a version that this one cannot read.</summary>
    IndexVersionUnsupported,

    /// <summary>A file is already where a new index is to be written.</summary>
    IndexExists,

    /// <summary>The index file was changed by another process since it was opened.</summary>
    IndexChanged,

    /// <summary>Another process is writing to the index file.</summary>
    IndexLocked,

    /// <summary>The index file cannot be written: the disk, the folder or the rights refuse it.</summary>
    IndexNotWritable,

    /// <summary>The index file cannot be read: the disk, the share or the rights refuse it.</summary>
    IndexNotReadable,

    /// <summary>The index has too few rows for what is asked of it.</summary>
    IndexTooSmall,

    /// <summary>A folder cannot be listed, so it cannot be said what is gone from it.</summary>
    FolderUnreadable,

    /// <summary>A file to import is none, or of a kind that is not read.</summary>
    ImportUnsupported,

    /// <summary>The features offered were not made with the index's settings.</summary>
    IndexSettingsMismatch,

    /// <summary>No image is at the path, or no indexed image has the id.</summary>
    ImageNotFound,

    /// <summary>The file is not an image that can be read.</summary>
    ImageUnreadable,

    /// <summary>The image has more pixels than the limit.</summary>
    ImageTooLarge,

    /// <summary>A file is already where a picture of a match is to be written.</summary>
    PictureExists,

    /// <summary>The picture of a match cannot be written: the disk, the folder or the rights refuse it.</summary>
    PictureNotWritable,

    /// <summary>A file is already where a report is to be written.</summary>
    ReportExists,

    /// <summary>The report cannot be written: the disk, the folder or the rights refuse it.</summary>
    ReportNotWritable,

    /// <summary>A duplicate was not moved, or not moved back: it or what is to be kept is not as it was, or the system refuses.</summary>
    ImageNotMoved,

    /// <summary>A folder cannot take duplicates, or holds none that could go back.</summary>
    QuarantineUnusable,

    /// <summary>libvips was not found or could not be started.</summary>
    ImageLibraryMissing,

    /// <summary>The extractor of the index is not in this build.</summary>
    ExtractorMissing,

    /// <summary>The image is in a format whose decoder, a part of its own, is not there.</summary>
    DecoderMissing,

    /// <summary>There is no CUDA device to search on.</summary>
    CudaUnavailable,

    /// <summary>A CUDA device failed during a search.</summary>
    CudaFailed,

    /// <summary>The database or the store of objects of a cluster cannot be reached, or has nothing of a cluster in it.</summary>
    ClusterUnavailable,
}
