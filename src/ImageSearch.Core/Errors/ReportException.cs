namespace ImageSearch;

/// <summary>A report that cannot be written.</summary>
public sealed class ReportException : ImageSearchException
{
    private ReportException(ErrorKind kind, string path, string message, Exception? inner = null)
        : base(kind, path, message, inner)
    {
    }

    internal static ReportException Exists(string path) =>
        new(ErrorKind.ReportExists, path, $"'{path}' exists already.") { CanBeForced = true };

    internal static ReportException OverImage(string path) =>
        new(ErrorKind.ReportExists, path, $"'{path}' is one of the images that the report is to show. Take another path.");

    internal static ReportException NotWritable(string path, string reason, Exception? inner = null) =>
        new(ErrorKind.ReportNotWritable, path, $"The report '{path}' could not be written: {reason}.", inner);
}
