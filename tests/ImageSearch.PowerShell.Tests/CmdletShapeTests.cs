using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using ImageSearch.PowerShell.Commands;
using ImageSearch.TestSupport;

namespace ImageSearch.PowerShell.Tests;

/// <summary>What can be said of the cmdlets without a PowerShell; how they behave in one is the Pester suite's.</summary>
public sealed class CmdletShapeTests
{
    private static readonly Type[] Cmdlets =
        [.. typeof(AddImageToIndexCommand).Assembly.GetTypes().Where(t => t.GetCustomAttribute<CmdletAttribute>() is not null)];

    public static TheoryData<string> Names() => [.. Cmdlets.Select(t => t.FullName!)];

    [Fact]
    public void Manifest_ExportsExactlyTheCmdlets()
    {
        string manifest = File.ReadAllText(Path.Combine(TestData.Repository, "ImageSearch.psd1"));
        string list = Regex.Match(manifest, @"CmdletsToExport\s*=\s*@\(([^)]*)\)").Groups[1].Value;
        Assert.Equal(Cmdlets.Select(NameOf).Order(StringComparer.Ordinal), Regex.Matches(list, "'([^']+)'").Select(m => m.Groups[1].Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryCmdlet_HasItsFileAndItsPesterTests(string typeName)
    {
        Type type = Cmdlets.Single(t => t.FullName == typeName);
        Assert.Equal(NameOf(type).Replace("-", "", StringComparison.Ordinal) + "Command", type.Name);
        Assert.True(File.Exists(Path.Combine(TestData.Repository, "src", "ImageSearch.PowerShell", "Commands", type.Name + ".cs")));
        Assert.True(File.Exists(Path.Combine(TestData.Tests, "cmdlets", NameOf(type) + ".Tests.ps1")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryCmdletThatChangesSomething_AsksFirst(string typeName)
    {
        Type type = Cmdlets.Single(t => t.FullName == typeName);
        bool changes = !NameOf(type).StartsWith("Get-", StringComparison.Ordinal)
            && !NameOf(type).StartsWith("Compare-", StringComparison.Ordinal)
            && !NameOf(type).StartsWith("Find-", StringComparison.Ordinal) && !NameOf(type).StartsWith("Open-", StringComparison.Ordinal);
        Assert.Equal(changes, type.GetCustomAttributesData().Single(a => a.AttributeType.Name == nameof(CmdletAttribute))
            .NamedArguments.Any(n => n.MemberName == "SupportsShouldProcess" && true.Equals(n.TypedValue.Value)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryCmdlet_CanBeStopped(string typeName) =>
        Assert.True(Cmdlets.Single(t => t.FullName == typeName).IsSubclassOf(typeof(ImageSearchCmdlet)));

    [Fact]
    public void EveryErrorKind_HasACategory()
    {
        foreach (ErrorKind kind in Enum.GetValues<ErrorKind>())
        {
            Assert.NotEqual(ErrorCategory.NotSpecified, Errors.CategoryOf(kind));
        }
    }

    [Fact]
    public void EveryErrorKind_IsDocumented()
    {
        string text = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "errors.md"));
        foreach (ErrorKind kind in Enum.GetValues<ErrorKind>())
        {
            Assert.Contains($"| {kind} | {Errors.CategoryOf(kind)} |", text, StringComparison.Ordinal);
        }

        foreach (FieldInfo id in typeof(Errors).GetFields().Where(f => f.IsLiteral))
        {
            Assert.Contains($"| {id.GetRawConstantValue()} |", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ErrorRecords_AreMadeInOnePlace_OfNamedIds()
    {
        string source = Path.Combine(TestData.Repository, "src", "ImageSearch.PowerShell");
        foreach (string file in Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("obj", StringComparison.Ordinal)))
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotContain("new ErrorRecord(", text, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"""\w+"", ErrorCategory\.", text);
        }
    }

    private static string NameOf(Type type)
    {
        IList<CustomAttributeTypedArgument> arguments =
            type.GetCustomAttributesData().Single(a => a.AttributeType.Name == nameof(CmdletAttribute)).ConstructorArguments;
        return $"{arguments[0].Value}-{arguments[1].Value}";
    }
}
