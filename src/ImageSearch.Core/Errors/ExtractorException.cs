namespace ImageSearch;

/// <summary>The extractor that an index asks for is not in this build, or the library that it stands on is missing; nothing can be
/// described.</summary>
public sealed class ExtractorException : ImageSearchException
{
    internal ExtractorException(string reason, Exception? inner = null)
        : base(ErrorKind.ExtractorMissing, "OpenCv",
            $"OpenCV's extractor cannot be used: {reason.TrimEnd('.')}. Build it where the package OpenCvSharp4 is to be had: ./build.ps1 "
            + $"Build -WithOpenCv; "
            + "or make an index with our own extractor.", inner)
    {
    }
}
