using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ImageSearch.Tests.Repository;

/// <summary>
/// Public members of a project that no source uses: within the project as the compiler understands it, elsewhere by their names. What only
/// tests use is not used.
/// </summary>
internal static class PublicMembers
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; "
        + "global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    /// <summary>The members, as Type.Member; types by their names alone.</summary>
    /// <param name="project">The project's sources.</param>
    /// <param name="others">The sources of those that use it.</param>
    /// <param name="words">Other text that uses it, such as views.</param>
    public static IReadOnlyList<string> Unused(IEnumerable<string> project, IEnumerable<string> others, IEnumerable<string> words)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        SyntaxTree[] trees = [.. project.Append(Usings).Select(s => CSharpSyntaxTree.ParseText(s, options))];
        IEnumerable<MetadataReference> framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(p) is "mscorlib.dll" or "netstandard.dll" or "Microsoft.Win32.Primitives.dll")
            .Select(p => MetadataReference.CreateFromFile(p));
        var compilation = CSharpCompilation.Create("project", trees, framework, new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        HashSet<ISymbol> used = trees.AsParallel().SelectMany(t => UsesIn(compilation.GetSemanticModel(t)))
            .ToHashSet(SymbolEqualityComparer.Default);

        HashSet<string> names = [.. others.SelectMany(s => CSharpSyntaxTree.ParseText(s, options).GetRoot().DescendantTokens())
            .Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.ValueText), .. words];
        return [.. Declared(compilation.Assembly.GlobalNamespace)
            .Where(m => !used.Contains(m) && !names.Contains(m.Name))
            .Select(m => m is INamedTypeSymbol ? m.Name : $"{m.ContainingType.Name}.{m.Name}").Order(StringComparer.Ordinal)];
    }

    private static HashSet<ISymbol> UsesIn(SemanticModel model)
    {
        var used = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (SimpleNameSyntax name in model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            SymbolInfo info = model.GetSymbolInfo(name);
            foreach (ISymbol symbol in info.Symbol is { } one ? [one] : info.CandidateSymbols)
            {
                ISymbol definition = (symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol).OriginalDefinition;
                if (!IsWithin(name, definition))
                {
                    used.Add(definition);
                }
            }
        }

        return used;
    }

    /// <summary>What a member says of itself is no use of it.</summary>
    private static bool IsWithin(SyntaxNode use, ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences.Any(d => d.SyntaxTree == use.SyntaxTree && d.Span.Contains(use.Span));

    private static IEnumerable<ISymbol> Declared(INamespaceOrTypeSymbol container)
    {
        foreach (ISymbol member in container.GetMembers())
        {
            if (member is INamespaceSymbol inner)
            {
                foreach (ISymbol found in Declared(inner))
                {
                    yield return found;
                }
            }
            else if (member.DeclaredAccessibility == Accessibility.Public && !member.IsImplicitlyDeclared && !IsGiven(member))
            {
                yield return member;
                if (member is INamedTypeSymbol { TypeKind: not TypeKind.Enum } type)
                {
                    foreach (ISymbol found in Declared(type))
                    {
                        yield return found;
                    }
                }
            }
        }
    }

    /// <summary>What others call under another name: constructors, operators, and what a base or an interface asks for.</summary>
    private static bool IsGiven(ISymbol member) => member.IsOverride
        || member is IMethodSymbol { MethodKind: not MethodKind.Ordinary }
        || (member.ContainingType is { } type && type.AllInterfaces.SelectMany(i => i.GetMembers())
            .Any(i => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(i), member)));
}
