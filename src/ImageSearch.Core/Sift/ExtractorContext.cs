using System.Reflection;
using System.Runtime.Loader;

namespace ImageSearch.Sift;

/// <summary>
/// Loads an extractor's assemblies and native libraries from one folder, apart from all others: another module's OpenCvSharp is another one. This
/// assembly is shared, so that both sides speak of the same types.
/// </summary>
internal sealed class ExtractorContext(string folder) : AssemblyLoadContext("ImageSearch.OpenCv")
{
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        Assembly own = typeof(ExtractorContext).Assembly;
        string file = Path.Combine(folder, assemblyName.Name + ".dll");
        return assemblyName.Name == own.GetName().Name ? own : File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string[] names = [$"lib{unmanagedDllName}.so", $"lib{unmanagedDllName}.dylib", $"{unmanagedDllName}.dll"];
        return names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } file ? LoadUnmanagedDllFromPath(file) : 0;
    }
}
