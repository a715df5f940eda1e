using System.Collections.Concurrent;
using System.Reflection;

namespace ImageSearch.Parts;

/// <summary>
/// An assembly of ours that stands outside the default build for what it brings along. It is looked for beside this assembly on first need,
/// and loaded in a context of its own; nothing of it is there before.
/// </summary>
/// <param name="Name">The assembly's name, and its file's without the ending.</param>
/// <param name="TypeName">The class in it that is made.</param>
internal sealed record OptionalPart(string Name, string TypeName)
{
    private static readonly ConcurrentDictionary<(string Part, string Folder), PartContext> Contexts = [];

    /// <summary>The folder of this assembly, where parts lie.</summary>
    public static string Folder { get; } =
        Path.GetDirectoryName(typeof(OptionalPart).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;

    /// <summary>The assembly's file.</summary>
    public string FileName => Name + ".dll";

    /// <summary>Makes the part's class.</summary>
    /// <param name="folder">Where the part lies.</param>
    /// <param name="arguments">Those of its constructor.</param>
    /// <exception cref="PartException">The part, or the library that it stands on, is not there or cannot be used.</exception>
    public object Make(string folder, params object[] arguments)
    {
        string file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            throw new PartException($"there is no '{file}'");
        }

        PartContext context = Contexts.GetOrAdd((Name, folder), key => new PartContext(key.Part, key.Folder));
        try
        {
            Assembly assembly = context.LoadFromAssemblyPath(file);
            Version? version = assembly.GetName().Version, own = typeof(OptionalPart).Assembly.GetName().Version;
            if (version != own)
            {
                throw new PartException($"'{file}' is of version {version}, and this is {own}");
            }

            Type type = assembly.GetType(TypeName, throwOnError: true)!;
            return Activator.CreateInstance(type, arguments)!;
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException or TypeLoadException)
        {
            throw new PartException(e.Message, e);
        }
        catch (TargetInvocationException e) when (Reason(e) is PartException or DllNotFoundException or BadImageFormatException
            or EntryPointNotFoundException
            or FileNotFoundException or FileLoadException)
        {
            // Of a native library, .NET lists every place where it was looked for below the first line.
            throw new PartException(Reason(e).Message.Split('\n')[0].Trim(), e);
        }
    }

    /// <summary>What lies below the wrappers of reflection and of type initializers.</summary>
    private static Exception Reason(Exception e) => e is TargetInvocationException or TypeInitializationException
        && e.InnerException is { } inner ? Reason(inner) : e;
}
