namespace ImageSearch.Tests.Repository;

public sealed class MethodLengthTests
{
    [Fact]
    public void Of_CountsFromTheNameToTheLastBrace_WithoutDocumentationAndAttributes()
    {
        const string Source = """
            class C
            {
                /// <summary>Not of it.</summary>
                [Obsolete]
                [Fact]
                public int Method(
                    int a)
                {
                    string text = "}";
                    return Local(a);

                    int Local(int b)
                    {
                        return b;
                    }
                }

                public int Short => 1;

                public int Long
                {
                    get => field;
                    set
                    {
                        // { not a brace
                        field = value;
                    }
                }

                public C()
                {
                }

                public static C operator +(C a, C b) =>
                    a;
            }
            """;
        Assert.Equal(
            [("Method", 6, 11), ("Local", 12, 4), ("get", 22, 1), ("set", 23, 5), ("C", 30, 3), ("operator", 34, 2)],
            MethodLengths.Of(Source).Select(m => (m.Name, m.Line, m.Lines)));
    }

    [Fact]
    public void Of_CountsStatementsOfAProgram()
    {
        const string Source = "var a = 1;\nF();\nvoid F()\n{\n}\n";
        Assert.Equal([("F", 3, 3)], MethodLengths.Of(Source).Select(m => (m.Name, m.Line, m.Lines)));
    }
}
