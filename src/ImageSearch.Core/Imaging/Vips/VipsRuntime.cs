using System.Reflection;
using System.Runtime.InteropServices;

namespace ImageSearch.Imaging.Vips;

/// <summary>Finds libvips, starts it once, and sets what holds for the whole process.</summary>
internal static class VipsRuntime
{
    private static readonly Lazy<bool> Started = new(Start);
    private static readonly Lazy<nint> Bundled = new(FindBundled);

    /// <summary>Starts libvips at the first call; nothing native is loaded before.</summary>
    /// <exception cref="ImageLibraryException">It is not there, or does not start.</exception>
    public static void EnsureStarted() => _ = Started.Value;

    private static bool Start()
    {
        NativeLibrary.SetDllImportResolver(typeof(VipsRuntime).Assembly, Resolve);
        try
        {
            if (VipsNative.Init("imagesearch") != 0)
            {
                throw new ImageLibraryException(VipsException.FromErrorBuffer().Message + ".", PortableRuntimeIdentifier());
            }
        }
        catch (DllNotFoundException e)
        {
            string bundled = Path.Combine("runtimes", PortableRuntimeIdentifier(), "native", BundledFileName());
            throw new ImageLibraryException($"there is neither {bundled} beside ImageSearch nor libvips 8.13 or later on the system.",
                PortableRuntimeIdentifier(), e);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or BadImageFormatException)
        {
            throw new ImageLibraryException(e.Message, PortableRuntimeIdentifier(), e);
        }

        // Images are spread over threads here, one thread each; the cache would hold buffers that are gone.
        VipsNative.SetConcurrency(1);
        VipsNative.SetCacheMax(0);
        VipsNative.BlockUntrusted(1);
        VipsLog.Take();
        return true;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        string[] system = name switch
        {
            VipsNative.Vips => ["libvips.so.42", "libvips.42.dylib", "libvips-42.dll"],
            VipsNative.GObject => ["libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"],
            VipsNative.GLib => ["libglib-2.0.so.0", "libglib-2.0.0.dylib", "libglib-2.0-0.dll"],
            _ => [],
        };
        if (system.Length == 0)
        {
            return 0;
        }

        if (Bundled.Value != 0)
        {
            return Bundled.Value;
        }

        return system.Select(file => NativeLibrary.TryLoad(file, out nint handle) ? handle : 0).FirstOrDefault(handle => handle != 0);
    }

    /// <summary>The prebuilt library holds libvips and GLib in one file, beside this assembly in runtimes/RID/native.</summary>
    private static nint FindBundled()
    {
        string[] folders = [Path.GetDirectoryName(typeof(VipsRuntime).Assembly.Location) ?? "", AppContext.BaseDirectory];
        string relative = Path.Combine("runtimes", PortableRuntimeIdentifier(), "native", BundledFileName());
        foreach (string folder in folders.Where(f => f.Length > 0))
        {
            foreach (string file in (string[])[Path.Combine(folder, relative), Path.Combine(folder, BundledFileName())])
            {
                if (File.Exists(file))
                {
                    return NativeLibrary.Load(file);
                }
            }
        }

        return 0;
    }

    private static string BundledFileName() => OperatingSystem.IsWindows() ? "libvips-42.dll"
        : OperatingSystem.IsMacOS() ? "libvips.42.dylib" : "libvips.so.42";

    /// <summary>The platform, as packages name it.</summary>
    public static string PortableRuntimeIdentifier()
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx"
            : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
                || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal) ? "linux-musl" : "linux";
        return system + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
    }
}
