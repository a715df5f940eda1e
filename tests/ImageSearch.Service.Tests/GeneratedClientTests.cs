using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;

namespace ImageSearch.Service.Tests;

/// <summary>A client that was generated from the document by NSwag works.</summary>
public sealed class GeneratedClientTests
{
    [Fact]
    public async Task ItLists_Gets_Searches_Uploads_Removes()
    {
        await using RunningService service = await RunningService.StartAsync((o, folder) => o with { UploadFolder = folder.At("uploads") });
        Assembly assembly = Compile(await GenerateAsync(await service.Client.GetStringAsync("/openapi/v1.json")));
        dynamic client = Activator.CreateInstance(assembly.GetType("Made.Client")!, service.Url.ToString(), service.Client)!;
        dynamic indexes = await client.ListIndexesAsync();
        Assert.Equal("photos", (string)((IEnumerable<object>)indexes).Cast<dynamic>().Single().Name);
        dynamic page = await client.ListImagesAsync("photos", 2L, 3, null);
        Assert.Equal([3L, 4, 5], ((IEnumerable<object>)page.Images).Cast<dynamic>().Select(i => (long)i.Id));
        dynamic image = await client.GetImageAsync("photos", 4L);
        Assert.True((int)image.Width > 0);

        byte[] copy = RunningService.Copy("Wine", "scale50");
        dynamic found = await CallAsync(client, "SearchByImageAsync", FileOf(assembly, copy, "query.jpg"));
        dynamic best = ((IEnumerable<object>)found.Matches).Cast<dynamic>().First();
        Assert.Equal("Resized", (string)best.Relation);
        Assert.True((double)best.Confidence > 0.9);
        dynamic added = await CallAsync(client, "AddImageAsync", FileOf(assembly, copy, "wine-small.jpg"));
        Assert.Equal("Added", (string)added.Outcome);
        await client.RemoveImageAsync("photos", (long)added.Image.Id);
        dynamic after = await client.GetIndexAsync("photos");
        Assert.Equal(19, (int)after.Images);
    }

    private static async Task<string> GenerateAsync(string document) => new CSharpClientGenerator(
        await OpenApiDocument.FromJsonAsync(document), new CSharpClientGeneratorSettings
        {
            ClassName = "Client",
            CSharpGeneratorSettings =
            { Namespace = "Made", JsonLibrary = NJsonSchema.CodeGeneration.CSharp.CSharpJsonLibrary.SystemTextJson },
        }).GenerateFile();

    private static Assembly Compile(string source)
    {
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator).Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(p) is "netstandard.dll" or "mscorlib.dll" or "Microsoft.CSharp.dll")
            .Select(p => MetadataReference.CreateFromFile(p));
        CSharpCompilation compilation = CSharpCompilation.Create("Made", [CSharpSyntaxTree.ParseText(source)], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult made = compilation.Emit(stream);
        Assert.True(made.Success, string.Join('\n', made.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        stream.Position = 0;
        return new AssemblyLoadContext("made", isCollectible: true).LoadFromStream(stream);
    }

    private static object FileOf(Assembly assembly, byte[] bytes, string name) =>
        Activator.CreateInstance(assembly.GetType("Made.FileParameter")!, new MemoryStream(bytes), name, "image/jpeg")!;

    /// <summary>Calls an operation with a file, whatever optional parameters stand around it.</summary>
    private static async Task<dynamic> CallAsync(object client, string name, object file)
    {
        MethodInfo method = client.GetType().GetMethods().Single(m => m.Name == name
            && m.GetParameters().All(p => p.ParameterType != typeof(CancellationToken))
            && m.GetParameters().Any(p => p.ParameterType == file.GetType()));
        object?[] arguments = [.. method.GetParameters().Select(p => p.ParameterType == file.GetType() ? file
            : p.Name == "index" ? "photos" : p.HasDefaultValue ? p.DefaultValue : null)];
        dynamic task = method.Invoke(client, arguments)!;
        return await task;
    }
}
