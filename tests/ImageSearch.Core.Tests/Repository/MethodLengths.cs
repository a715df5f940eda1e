using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ImageSearch.Tests.Repository;

/// <summary>How many lines each method, constructor, operator, accessor and local function of a source has, without its documentation and
/// attributes.</summary>
internal static class MethodLengths
{
    /// <summary>Those of a source, each with the line that it begins at (from 1) and how many lines it has.</summary>
    /// <param name="source">C#.</param>
    public static IEnumerable<(string Name, int Line, int Lines)> Of(string source)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview));
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
        {
            if (NameOf(node) is { } name)
            {
                int first = LineOf(tree, BeginOf(node)), last = LineOf(tree, node.Span.End);
                yield return (name, first + 1, last - first + 1);
            }
        }
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        LocalFunctionStatementSyntax local => local.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        DestructorDeclarationSyntax destructor => destructor.Identifier.Text,
        OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax => "operator",
        AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
        _ => null,
    };

    /// <summary>Behind the attributes.</summary>
    private static int BeginOf(SyntaxNode node) =>
        node.ChildNodesAndTokens().First(c => !c.IsKind(SyntaxKind.AttributeList)).Span.Start;

    private static int LineOf(SyntaxTree tree, int position) => tree.GetLineSpan(new TextSpan(position, 0)).StartLinePosition.Line;
}
