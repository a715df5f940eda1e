using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ImageSearch.Tests.Cuda.Ptx;

/// <summary>Makes kernels of PTX that can be run, once for each text.</summary>
internal static class PtxCompiler
{
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, EmulatedKernel>> Known = [];

    private static readonly Lazy<MetadataReference[]> References = new(() =>
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string[] paths =
            [typeof(object).Assembly.Location, Path.Combine(runtime, "System.Runtime.dll"), typeof(PtxCompiler).Assembly.Location];
        return [.. paths.Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))];
    });

    /// <summary>The kernels of a text by their names.</summary>
    public static IReadOnlyDictionary<string, EmulatedKernel> Compile(string ptx) => Known.GetOrAdd(ptx, Make);

    private static Dictionary<string, EmulatedKernel> Make(string ptx)
    {
        (PtxKernel Kernel, (string Code, IReadOnlyList<MatrixProduct> Products) Made)[] kernels =
            [.. PtxKernel.Parse(ptx).Select(k => (k, PtxTranslator.Translate(k)))];
        string source = $$"""
            using {{typeof(EmulatedBlock).Namespace}};
            public static class Kernels
            {
            {{string.Join('\n', kernels.Select(k => k.Made.Code))}}
            }
            """;
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true,
            optimizationLevel: OptimizationLevel.Release);
        var compilation = CSharpCompilation.Create(
            $"ptx-{Guid.NewGuid():N}", [CSharpSyntaxTree.ParseText(source)], References.Value, options);
        using var image = new MemoryStream();
        Diagnostic[] errors = [.. compilation.Emit(image).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
        Assert.True(errors.Length == 0, string.Join('\n', errors.Take(9).Select(e => e.ToString())));
        image.Position = 0;
        Type made = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image).GetType("Kernels")!;
        return kernels.ToDictionary(k => k.Kernel.Name, k => new EmulatedKernel(
            k.Kernel, made.GetMethod(k.Kernel.Name, BindingFlags.Public | BindingFlags.Static)!
                .CreateDelegate<Func<EmulatedThread, EmulatedBlock, int>>(), k.Made.Products.ToDictionary(p => p.Stop)));
    }
}
