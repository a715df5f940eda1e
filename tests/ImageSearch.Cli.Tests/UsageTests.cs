using System.CommandLine;
using ImageSearch.TestSupport;

namespace ImageSearch.Cli.Tests;

/// <summary>Whatever is typed, the command says in words what is wrong with it, and ends with 2.</summary>
public sealed class UsageTests
{
    /// <summary>Every option of every command that takes neither text nor nothing: numbers, and names of a list.</summary>
    public static TheoryData<string, string> Typed()
    {
        var all = new TheoryData<string, string>();
        foreach (Command command in AllCommands.Create().Subcommands)
        {
            foreach (Option option in command.Options.Where(o => !IsText(o.ValueType) && o is not System.CommandLine.Help.HelpOption))
            {
                all.Add(command.Name, option.Name);
            }
        }

        return all;
    }

    [Fact]
    public void EveryCommand_HasOptionsThatAreTried() =>
        Assert.Superset(
            new HashSet<string> { "add --features", "find --neighbours", "find --id", "find --votes", "serve --queue",
                "update --maximum-removed", "duplicates --confidence" },
            Typed().Select(t => $"{t[0]} {t[1]}").ToHashSet());

    [Theory]
    [MemberData(nameof(Typed))]
    public void AWord_WhereAnotherKindOfValueIsWanted_IsWrongUsage(string command, string option)
    {
        string[] names = [.. AllCommands.Create().Subcommands.Single(c => c.Name == command).Arguments.Select(
            a => a.ValueType == typeof(Uri) ? "http://127.0.0.1:1" : "x")];
        (int code, string output, string errors) = Called.Here([command, .. names, $"{option}=abc"]);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Empty(output);
        Assert.Matches($"{option} takes (whole numbers|a number|one of .* or a number)|'abc' not recognized. Must be one of"
            + "|'abc' is no kind of index. There is ", errors);
        Assert.Contains($"See: imagesearch {command} --help", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("find", "x", "y", "--picture", "why.bmp")]
    [InlineData("compare", "x", "y", "--picture", "why.bmp")]
    [InlineData("duplicates", "x", "--report", "why.txt")]
    [InlineData("update", "x", "y", "--maximum-removed", "2")]
    public void AValueThatCannotBe_IsWrongUsage_InOurOwnWords(params string[] arguments)
    {
        (int code, _, string errors) = Called.Here(arguments);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.DoesNotContain("(Parameter", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCouldNotBeUsed_IsAllThatIsSaid()
    {
        using var folder = new TemporaryFolder();
        string broken = folder.At("broken.jpg"), index = folder.At("q.imgidx");
        File.WriteAllText(broken, "not an image");
        (int code, string output, _) = Called.Here("add", index, broken);
        Assert.Equal(ExitCodes.SomeImagesFailed, code);
        Assert.Contains("no index was made", output, StringComparison.Ordinal);
        Assert.False(File.Exists(index));

        (_, _, string errors) = Called.Here("info", TestData.Photo("Wine"));
        Assert.Contains("is no index file", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("epair", errors, StringComparison.Ordinal);

        (_, _, errors) = Called.Here("add", folder.At("none/q.imgidx"), TestData.Photo("Wine"));
        Assert.Contains("IndexNotWritable", errors, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", errors, StringComparison.Ordinal);
        Assert.DoesNotContain(".lock", errors, StringComparison.Ordinal);

        Called.Here("add", index, TestData.Photo("Wine"));
        (code, output, _) = Called.Here("find", index, broken);
        Assert.Equal((ExitCodes.SomeImagesFailed, ""), (code, output));
    }

    private static bool IsText(Type type) =>
        (type.IsArray ? type.GetElementType()! : Nullable.GetUnderlyingType(type) ?? type) is { } inner
        && (inner == typeof(string) || inner == typeof(bool) || inner == typeof(void));
}
