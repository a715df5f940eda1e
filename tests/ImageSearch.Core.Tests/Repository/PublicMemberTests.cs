using System.Text.RegularExpressions;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Repository;

/// <summary>No public member is there that nothing uses.</summary>
public sealed partial class PublicMemberTests
{
    private static readonly string Sources = Path.Combine(TestData.Repository, "src");

    [Fact]
    public void Core_HasNoneThatNothingUses()
    {
        string core = Path.Combine(Sources, "ImageSearch.Core") + Path.DirectorySeparatorChar;
        string[] sources = [.. RepositoryFiles.Of("*.cs").Where(f => f.StartsWith(Sources, StringComparison.Ordinal))];
        IEnumerable<string> views =
            RepositoryFiles.Of("*.ps1xml").SelectMany(f => Word().Matches(File.ReadAllText(f)).Select(m => m.Value));
        IReadOnlyList<string> unused = PublicMembers.Unused(
            sources.Where(f => f.StartsWith(core, StringComparison.Ordinal)).Select(File.ReadAllText),
            sources.Where(f => !f.StartsWith(core, StringComparison.Ordinal)).Select(File.ReadAllText), views);
        Assert.True(unused.Count == 0, string.Join(Environment.NewLine, unused));
    }

    [Fact]
    public void Unused_AreThoseThatOnlyTheyThemselvesName()
    {
        const string Project = """
            namespace A;
            public interface IShape { int Area(); }
            public sealed class Square(int side) : IShape
            {
                public const int Corners = 4;
                public int Area() => side * side;
                public int Again(int times) => times == 0 ? 0 : Again(times - 1);
                public int Side => side;
                public int Shown => 2;
                public int Helped() => 3;
                internal int Hidden() => Helped();
                public override string ToString() => "square";
            }
            public static class Made { public static Square Small() => new(1); }
            """;
        const string Other = "namespace B; class Door { int Open() => A.Made.Small().Side; }";
        Assert.Equal(["IShape.Area", "Square.Again", "Square.Corners"], PublicMembers.Unused([Project], [Other], ["Shown"]));
        Assert.Equal(["IShape.Area", "Made", "Made.Small", "Square.Again", "Square.Corners", "Square.Shown", "Square.Side"],
            PublicMembers.Unused([Project], [], []));
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
