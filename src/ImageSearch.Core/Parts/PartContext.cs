using System.Reflection;
using System.Runtime.Loader;

namespace ImageSearch.Parts;

/// <summary>
/// Loads a part's assemblies and native libraries from one folder, apart from all others: another module's OpenCvSharp or Magick.NET is
/// another one. This assembly is shared, so that both sides speak of the same types.
/// </summary>
internal sealed class PartContext(string part, string folder) : AssemblyLoadContext(part)
{
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        Assembly own = typeof(PartContext).Assembly;
        string file = Path.Combine(folder, assemblyName.Name + ".dll");
        return assemblyName.Name == own.GetName().Name ? own : File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string[] beginnings = ["", "lib"], endings = ["", ".so", ".dylib", ".dll"];
        IEnumerable<string> files = beginnings.SelectMany(b => endings.Select(e => Path.Combine(folder, b + unmanagedDllName + e)));
        return files.FirstOrDefault(File.Exists) is { } file ? LoadUnmanagedDllFromPath(file) : 0;
    }
}
