using System.Management.Automation;

namespace ImageSearch.PowerShell;

/// <summary>From typed errors to error records: the id is the error's kind, the target what it happened to.</summary>
internal static class Errors
{
    /// <summary>No index was named and none is the session's current one.</summary>
    public const string NoCurrentIndex = nameof(NoCurrentIndex);

    /// <summary>The service's command could not be run, or ended at once.</summary>
    public const string ServiceNotStarted = nameof(ServiceNotStarted);

    /// <summary>A service cannot be reached, is too busy, failed, or is none of ours.</summary>
    public const string ServiceUnavailable = nameof(ServiceUnavailable);

    /// <summary>A service does not let the caller in.</summary>
    public const string ServiceRefused = nameof(ServiceRefused);

    /// <summary>An argument that only the cmdlet itself can refuse.</summary>
    public const string InvalidArgument = nameof(InvalidArgument);

    /// <summary>The command that is the service could not be run, or ended at once.</summary>
    public static ErrorRecord ServiceNotStartedRecord(string message, string target) =>
        new(new InvalidOperationException(message), ServiceNotStarted, ErrorCategory.ResourceUnavailable, target);

    /// <summary>A service cannot be reached, is too busy, failed, or is none of ours.</summary>
    public static ImageServiceException ServiceUnavailableError(string message, object target, Exception? inner = null) =>
        new(ServiceUnavailable, ErrorCategory.ResourceUnavailable, target, message, isOfOneImage: false, inner);

    /// <summary>A service does not let the caller in.</summary>
    public static ImageServiceException ServiceRefusedError(string message, object target) =>
        new(ServiceRefused, ErrorCategory.PermissionDenied, target, message, isOfOneImage: false);

    /// <summary>What a service said of an image, or of its index, under the ids that they have here.</summary>
    public static ImageServiceException FromService(ErrorKind kind, string message, object target, bool isOfOneImage) =>
        new(kind.ToString(), CategoryOf(kind), target, message, isOfOneImage);

    public static ImageServiceException InvalidForService(string message, object? target) =>
        new(InvalidArgument, ErrorCategory.InvalidArgument, target, message, isOfOneImage: false);

    public static ErrorRecord ToRecord(ImageServiceException error) => new(error, error.Id, error.Category, error.Target);

    /// <summary>The error; what is shown of it says too how to go on.</summary>
    public static ErrorRecord ToRecord(ImageSearchException error)
    {
        ErrorRecord record = new(error, error.Kind.ToString(), CategoryOf(error.Kind), error.Target);
        if (Advice.For(error) is { } advice)
        {
            record.ErrorDetails = new ErrorDetails(Advice.Tell(error)) { RecommendedAction = advice };
        }

        return record;
    }

    public static ErrorRecord ToRecord(ArgumentException error, object? target) =>
        new(error, InvalidArgument, ErrorCategory.InvalidArgument, target);

    public static ErrorRecord NoCurrentIndexRecord() =>
        new(new InvalidOperationException(
            "There is no current image index. Make one with New-ImageIndex, open one with Open-ImageIndex, or name one with -Index."),
            NoCurrentIndex, ErrorCategory.ObjectNotFound, null);

    public static ErrorCategory CategoryOf(ErrorKind kind) => kind switch
    {
        ErrorKind.IndexNotFound or ErrorKind.ImageNotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.IndexCorrupt or ErrorKind.IndexVersionUnsupported or ErrorKind.ImportUnsupported => ErrorCategory.InvalidData,
        ErrorKind.IndexExists or ErrorKind.PictureExists or ErrorKind.ReportExists => ErrorCategory.ResourceExists,
        ErrorKind.IndexLocked => ErrorCategory.ResourceBusy,
        ErrorKind.IndexNotWritable or ErrorKind.PictureNotWritable or ErrorKind.ReportNotWritable or ErrorKind.QuarantineUnusable
            => ErrorCategory.WriteError,
        ErrorKind.IndexChanged or ErrorKind.IndexTooSmall or ErrorKind.ImageNotMoved => ErrorCategory.InvalidOperation,
        ErrorKind.IndexSettingsMismatch => ErrorCategory.InvalidArgument,
        ErrorKind.ImageUnreadable or ErrorKind.IndexNotReadable or ErrorKind.FolderUnreadable => ErrorCategory.ReadError,
        ErrorKind.ImageTooLarge => ErrorCategory.LimitsExceeded,
        ErrorKind.ImageLibraryMissing or ErrorKind.ExtractorMissing or ErrorKind.DecoderMissing => ErrorCategory.NotInstalled,
        ErrorKind.CudaUnavailable or ErrorKind.ClusterUnavailable => ErrorCategory.ResourceUnavailable,
        ErrorKind.CudaFailed => ErrorCategory.DeviceError,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "An error kind without a category."),
    };
}
