using System.Collections.Concurrent;
using System.Reflection;

namespace ImageSearch.Sift;

/// <summary>Makes the extractor that settings ask for. OpenCV's lies in an assembly of its own, beside this one if it was built.</summary>
public static class FeatureExtractors
{
    /// <summary>The assembly's file.</summary>
    internal const string OpenCvFile = "ImageSearch.OpenCv.dll";

    private const string OpenCvType = "ImageSearch.OpenCv.OpenCvExtractor";

    private static readonly ConcurrentDictionary<string, ExtractorContext> Contexts = [];

    /// <summary>Makes an extractor.</summary>
    /// <exception cref="ExtractorException">The extractor's assembly, or the library that it stands on, is not there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public static IFeatureExtractor Make(SiftSettings settings) =>
        settings.Extractor == FeatureExtractor.OpenCv ? MakeOpenCv(settings, Folder()) : new SiftExtractor(settings);

    internal static IFeatureExtractor MakeOpenCv(SiftSettings settings, string folder)
    {
        settings.Validate();
        ExtractorContext context = Contexts.GetOrAdd(folder, f => new ExtractorContext(f));
        string file = Path.Combine(folder, OpenCvFile);
        if (!File.Exists(file))
        {
            throw new ExtractorException($"there is no '{file}'.");
        }

        try
        {
            Type type = context.LoadFromAssemblyPath(file).GetType(OpenCvType, throwOnError: true)!;
            return (IFeatureExtractor)Activator.CreateInstance(type, settings)!;
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException or TypeLoadException)
        {
            throw new ExtractorException(e.Message, e);
        }
        catch (TargetInvocationException e) when (Reason(e) is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
            or FileNotFoundException or FileLoadException)
        {
            throw new ExtractorException(Reason(e).Message, e);
        }
    }

    /// <summary>What lies below the wrappers of reflection and of type initializers.</summary>
    private static Exception Reason(Exception e) => e is TargetInvocationException or TypeInitializationException && e.InnerException is { } inner ? Reason(inner) : e;

    private static string Folder() => Path.GetDirectoryName(typeof(FeatureExtractors).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;
}
