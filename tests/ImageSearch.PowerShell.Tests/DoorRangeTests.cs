using System.Management.Automation;
using System.Reflection;
using ImageSearch.PowerShell.Commands;
using ImageSearch.TestSupport;

namespace ImageSearch.PowerShell.Tests;

/// <summary>Parameters that the command and the service have too: the same bounds and defaults.</summary>
public sealed class DoorRangeTests
{
    public static TheoryData<string> Names() => [.. DoorRange.All.SelectMany(r => r.Parameters)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameter_TakesWhatTheOtherDoorsTake(string name)
    {
        DoorRange range = DoorRange.All.Single(r => r.Parameters.Contains(name));
        string[] parts = name.Split(' ');
        Type type = typeof(FindSimilarImageCommand).Assembly.GetType(
            $"{typeof(FindSimilarImageCommand).Namespace}.{parts[0].Replace("-", "", StringComparison.Ordinal)}Command")!;
        PropertyInfo property = type.GetProperty(parts[1])!;
        CustomAttributeData bounds = property.GetCustomAttributesData().Single(a => a.AttributeType == typeof(ValidateRangeAttribute));
        Assert.Equal(
            (range.Range.Min, range.Range.Max),
            (Convert.ToDouble(bounds.ConstructorArguments[0].Value), Convert.ToDouble(bounds.ConstructorArguments[1].Value)));
        using var cmdlet = (IDisposable)Activator.CreateInstance(type)!;
        if (range.Default is { } value)
        {
            Assert.Equal(value, Convert.ToDouble(property.GetValue(cmdlet)));
        }
    }

    /// <summary>A number that two doors have is in the table, or here with the reason.</summary>
    [Fact]
    public void EveryNumber_IsComparedOrOfThisDoorAlone()
    {
        string[] alone =
        [
            // Settings of the extractor, which the command leaves as they are.
            "New-ImageIndex ContrastThreshold", "New-ImageIndex EdgeThreshold", "New-ImageIndex OctaveLayers", "New-ImageIndex Sigma",

            // Of pictures and reports, which the command draws as they are by default.
            "Export-ImageMatch LongSidePixels", "Export-ImageMatch MaximumMegapixels", "Export-DuplicateReport ThumbnailPixels",
            "Export-DuplicateReport MaximumMegabytes", "Export-DuplicateReport MaximumMegapixels",
            "Stop-ImageSearchService TimeoutSeconds",
        ];
        IEnumerable<string> bounded = typeof(FindSimilarImageCommand).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.GetCustomAttributesData().Any(a => a.AttributeType == typeof(CmdletAttribute)))
            .SelectMany(t => t.GetProperties().Where(p => p.GetCustomAttributesData()
                .Any(a => a.AttributeType == typeof(ValidateRangeAttribute))).Select(p => $"{NameOf(t)} {p.Name}"));
        Assert.Equal(alone.Concat(DoorRange.All.SelectMany(r => r.Parameters)).Order(), bounded.Order());
    }

    private static string NameOf(Type type)
    {
        IList<CustomAttributeTypedArgument> name =
            type.GetCustomAttributesData().Single(a => a.AttributeType == typeof(CmdletAttribute)).ConstructorArguments;
        return $"{name[0].Value}-{name[1].Value}";
    }
}
