using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace ImageSearch.TestSupport;

/// <summary>
/// Which folders of a project know which others: by what the compiled types of a folder's namespace name in signatures and in code, and by
/// the usings of its files, for constants leave nothing behind in what is compiled.
/// </summary>
internal sealed partial class FolderGraph
{
    private readonly MetadataReader _metadata;
    private readonly PEReader _file;
    private readonly string _root;
    private readonly Func<string, string?> _folderOf;
    private readonly SortedDictionary<string, SortedSet<string>> _edges = new(StringComparer.Ordinal);

    private FolderGraph(PEReader file, string root, Func<string, string?> folderOf)
    {
        (_file, _metadata, _root, _folderOf) = (file, file.GetMetadataReader(), root, folderOf);
        foreach (TypeDefinitionHandle type in _metadata.TypeDefinitions)
        {
            if (FolderOf(type) is { } folder)
            {
                Add(folder, null);
                AddType(folder, _metadata.GetTypeDefinition(type));
            }
        }
    }

    /// <summary>The edges of a project.</summary>
    /// <param name="assembly">The compiled project.</param>
    /// <param name="sources">Its folder of sources.</param>
    /// <param name="root">Its root namespace.</param>
    /// <param name="folderOf">The folder that is meant by a namespace below the root ("" is the root itself, "A.B" a folder in a folder);
    /// null is left out.</param>
    /// <returns>For each folder the others that it knows.</returns>
    public static IReadOnlyDictionary<string, SortedSet<string>> Of(
        string assembly, string sources, string root, Func<string, string?> folderOf)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var graph = new FolderGraph(file, root, folderOf);
        graph.AddUsings(sources);
        return graph._edges;
    }

    /// <summary>How the edges differ from those that are allowed, a line each; empty if they do not.</summary>
    /// <param name="allowed">For each folder the others that it may know, separated by spaces.</param>
    /// <param name="edges">The edges that there are.</param>
    public static string Differences(IReadOnlyDictionary<string, string> allowed, IReadOnlyDictionary<string, SortedSet<string>> edges)
    {
        IEnumerable<string> may =
            allowed.SelectMany(a => a.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(to => $"{a.Key} -> {to}"));
        string[] known = [.. edges.SelectMany(e => e.Value.Select(to => $"{e.Key} -> {to}"))];
        IEnumerable<string> wrong =
        [
            .. edges.Keys.Except(allowed.Keys).Select(f => $"not in the table: {f}"), .. allowed.Keys.Except(edges.Keys)
                .Select(f => $"no folder: {f}"),
            .. known.Except(may).Select(e => $"not allowed: {e}"), .. may.Except(known).Select(e => $"not there: {e}"),
        ];
        return string.Join(Environment.NewLine, wrong);
    }

    /// <summary>A way from a folder back to itself; null if there is none.</summary>
    public static string? Cycle(IReadOnlyDictionary<string, SortedSet<string>> edges)
    {
        var done = new HashSet<string>();
        var path = new List<string>();
        return edges.Keys.Select(Walk).FirstOrDefault(found => found is not null);

        string? Walk(string folder)
        {
            if (path.Contains(folder))
            {
                return string.Join(" -> ", path.SkipWhile(f => f != folder).Append(folder));
            }

            if (done.Contains(folder) || !edges.TryGetValue(folder, out SortedSet<string>? next))
            {
                return null;
            }

            path.Add(folder);
            string? found = next.Select(Walk).FirstOrDefault(cycle => cycle is not null);
            path.RemoveAt(path.Count - 1);
            done.Add(folder);
            return found;
        }
    }

    private void AddUsings(string sources)
    {
        foreach (string file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories))
        {
            string text = File.ReadAllText(file);
            if (Namespace().Match(text) is { Success: true } own && FolderOf(own.Groups[1].Value) is { } folder)
            {
                foreach (Match directive in Using().Matches(text))
                {
                    Add(folder, FolderOf(directive.Groups[1].Value));
                }
            }
        }
    }

    private void Add(string folder, string? other)
    {
        if (!_edges.TryGetValue(folder, out SortedSet<string>? known))
        {
            _edges.Add(folder, known = new SortedSet<string>(StringComparer.Ordinal));
        }

        if (other is not null && other != folder)
        {
            known.Add(other);
        }
    }

    private string? FolderOf(string name) =>
        name == _root ? _folderOf("") : name.StartsWith(_root + '.', StringComparison.Ordinal)
        ? _folderOf(name[(_root.Length + 1)..]) : null;

    private string? FolderOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        while (type.GetDeclaringType() is { IsNil: false } outer)
        {
            type = _metadata.GetTypeDefinition(outer);
        }

        return FolderOf(_metadata.GetString(type.Namespace));
    }

    private void AddType(string folder, TypeDefinition type)
    {
        var seen = new Collector(this, folder);
        seen.Token(type.BaseType);
        foreach (InterfaceImplementationHandle handle in type.GetInterfaceImplementations())
        {
            seen.Token(_metadata.GetInterfaceImplementation(handle).Interface);
        }

        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            _metadata.GetFieldDefinition(handle).DecodeSignature(seen, null);
        }

        foreach (MethodDefinitionHandle handle in type.GetMethods())
        {
            MethodDefinition method = _metadata.GetMethodDefinition(handle);
            method.DecodeSignature(seen, null);
            if (method.RelativeVirtualAddress > 0)
            {
                AddBody(seen, _file.GetMethodBody(method.RelativeVirtualAddress));
            }
        }
    }

    private void AddBody(Collector seen, MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(seen, null);
        }

        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            seen.Token(region.CatchType);
        }

        BlobReader code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            OpCode operation = Operations[value == 0xFE ? 0xFE00 | code.ReadByte() : value];
            if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType
                or OperandType.InlineTok)
            {
                seen.Token(MetadataTokens.EntityHandle(code.ReadInt32()));
            }
            else
            {
                int bytes = operation.OperandType == OperandType.InlineSwitch ? 4 * code.ReadInt32() : OperandBytes(operation.OperandType);
                code.Offset += bytes;
            }
        }
    }

    private static Dictionary<int, OpCode> Operations { get; } =
        typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => (int)(ushort)o.Value);

    private static int OperandBytes(OperandType type) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static |\w+ = )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    /// <summary>Takes every type that a signature or a token names.</summary>
    private sealed class Collector(FolderGraph graph, string folder) : ISignatureTypeProvider<int, object?>
    {
        public void Token(EntityHandle handle)
        {
            MetadataReader metadata = graph._metadata;
            switch (handle.IsNil ? HandleKind.ModuleDefinition : handle.Kind)
            {
                case HandleKind.TypeDefinition:
                    graph.Add(folder, graph.FolderOf((TypeDefinitionHandle)handle));
                    break;
                case HandleKind.TypeSpecification:
                    metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                    break;
                case HandleKind.MethodDefinition:
                    Token(metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                    break;
                case HandleKind.FieldDefinition:
                    Token(metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                    break;
                case HandleKind.MethodSpecification:
                    MethodSpecification method = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                    method.DecodeSignature(this, null);
                    Token(method.Method);
                    break;
                case HandleKind.MemberReference:
                    Token(metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
                    break;
            }
        }

        public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            Token(handle);
            return 0;
        }

        public int GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
        {
            Token(handle);
            return 0;
        }

        public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => 0;

        public int GetArrayType(int elementType, ArrayShape shape) => 0;

        public int GetByReferenceType(int elementType) => 0;

        public int GetFunctionPointerType(MethodSignature<int> signature) => 0;

        public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => 0;

        public int GetGenericMethodParameter(object? genericContext, int index) => 0;

        public int GetGenericTypeParameter(object? genericContext, int index) => 0;

        public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;

        public int GetPinnedType(int elementType) => 0;

        public int GetPointerType(int elementType) => 0;

        public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

        public int GetSZArrayType(int elementType) => 0;
    }
}
