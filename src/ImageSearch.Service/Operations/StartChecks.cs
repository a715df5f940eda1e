using ImageSearch.Imaging.Vips;
using ImageSearch.Service.Indexes;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Operations;

/// <summary>What the service needs, tried before it listens: folders that cannot be used are errors of the start, not of the first
/// upload.</summary>
internal sealed partial class StartChecks(ServiceOptions options, IndexSet indexes, UploadStore store, ILogger<StartChecks> log)
{
    /// <summary>Why images cannot be decoded; null if they can.</summary>
    public string? ImageLibraryProblem { get; private set; }

    /// <exception cref="IOException">A folder is not there, or cannot be written to.</exception>
    /// <exception cref="IndexException">An index that is to be changed cannot be written.</exception>
    public void Run()
    {
        if (options.ImageFolder is { } images && !Directory.Exists(images))
        {
            throw new IOException($"The folder of images '{images}' (--images) is not there.");
        }

        if (options.UploadFolder is { } uploads)
        {
            CheckUploads(uploads);
        }

        try
        {
            Directory.Delete(Directory.CreateTempSubdirectory("imagesearch-start-").FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoTemporary(log, e.Message);
        }

        try
        {
            VipsRuntime.EnsureStarted();
        }
        catch (ImageLibraryException e)
        {
            ImageLibraryProblem = e.Message;
            LogNoLibrary(log, e.Message);
        }
    }

    private void CheckUploads(string folder)
    {
        try
        {
            store.Prepare();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The folder for uploads '{folder}' (--uploads) cannot be written to: {e.Message}", e);
        }

        foreach (NamedIndex index in indexes.All.Where(i => i.Served is not null))
        {
            index.CheckIsWritable();
        }
    }

    [LoggerMessage(40, LogLevel.Warning, "Pixels of images that are sent cannot be compared: no folder for temporary files: {Reason}")]
    private static partial void LogNoTemporary(ILogger log, string reason);

    [LoggerMessage(41, LogLevel.Error, "Images cannot be decoded: {Reason}")]
    private static partial void LogNoLibrary(ILogger log, string reason);
}
