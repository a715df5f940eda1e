using System.Management.Automation;
using System.Reflection;
using ImageSearch.Docs;
using ImageSearch.PowerShell.Commands;

namespace ImageSearch.PowerShell.Tests;

/// <summary>What a machine can check of PowerShell's development guidelines; docs/guidelines.md has all rules.</summary>
public sealed class GuidelineTests
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private static readonly Assembly Module = typeof(AddImageToIndexCommand).Assembly;
    private static readonly IReadOnlyList<CmdletShape> Shapes = ShapeReader.ReadAll(Module);

    private static readonly string[] Reserved =
    [
        "Confirm", "Debug", "ErrorAction", "ErrorVariable", "InformationAction", "InformationVariable", "OutBuffer", "OutVariable",
            "PipelineVariable",
        "ProgressAction", "SelectProperty", "SelectObject", "UseTransaction", "Verbose", "WarningAction", "WarningVariable", "WhatIf",
    ];

    /// <summary>Named by what they count or switch, not lists.</summary>
    private static readonly string[] PluralByNature =
    [
        "MaxFeatures", "LongSidePixels", "MaximumMegapixels", "OctaveLayers", "Neighbours", "MinimumVotes", "MaximumMatches",
            "CommitSeconds", "TimeoutSeconds", "RelativePaths",
        "ThumbnailPixels", "MaximumMegabytes", "ComparePixels", "NoPixels",
    ];

    public static TheoryData<string> Names() => [.. Shapes.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Name_IsAnApprovedVerbAndASingularNounInPascalCase(string name)
    {
        CmdletShape shape = Shape(name);
        Type[] verbs = [typeof(VerbsCommon), typeof(VerbsData), typeof(VerbsLifecycle), typeof(VerbsDiagnostic),
            typeof(VerbsCommunications), typeof(VerbsSecurity)];
        Assert.Contains(shape.Verb, verbs.SelectMany(v => v.GetFields()).Select(f => f.Name));
        Assert.Matches("^([A-Z][a-z]+)+$", shape.Noun);
        Assert.DoesNotMatch("[^s]s$", shape.Noun);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_HaveGoodNamesAndTypes(string name)
    {
        foreach (ParameterShape parameter in Shape(name).Parameters.Where(p => p.Name is not ("WhatIf" or "Confirm")))
        {
            Assert.DoesNotContain(parameter.Name, Reserved);
            Assert.Matches("^([A-Z][a-z0-9]+)+$", parameter.Name);
            Assert.NotEqual("System.Boolean", parameter.TypeName);
            Assert.True(!parameter.Name.EndsWith('s') || PluralByNature.Contains(parameter.Name), $"-{parameter.Name} is plural.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_AreValidated(string name)
    {
        foreach (PropertyInfo property in TypeOf(name).GetProperties().Where(p => Has(p, nameof(ParameterAttribute))))
        {
            Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            bool isMandatoryList = type.IsArray
                && Shape(name).Parameters.Single(p => p.Name == property.Name).Places.Values.All(p => p.IsMandatory);
            bool isChecked = property.GetCustomAttributesData().Any(a =>
                a.AttributeType.IsSubclassOf(typeof(ValidateArgumentsAttribute)) || a.AttributeType == typeof(DescriptorArgumentAttribute));
            Assert.True(isChecked || isMandatoryList || type.IsEnum || type == typeof(SwitchParameter),
                $"-{property.Name} takes anything.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_IsDeclared(string name) => Assert.NotEmpty(Shape(name).OutputTypes);

    [Theory]
    [MemberData(nameof(Names))]
    public void Work_IsDoneWhereThePipelineWantsIt(string name)
    {
        bool isPiped = Shape(name).InputTypes().First() != "None";
        Assert.NotNull(TypeOf(name).GetMethod(isPiped ? "ProcessRecord" : "BeginProcessing", Own));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Paths_CanBeGivenLiterally(string name)
    {
        if (Shape(name).Parameters.FirstOrDefault(p => p.Name == "Path") is not { } path)
        {
            return;
        }

        ParameterShape? literal = Shape(name).Parameters.FirstOrDefault(p => p.Name == "LiteralPath");
        Assert.Equal(path.TakesWildcards, literal is not null);
        Assert.Contains(literal is null ? "LiteralPath" : "PSPath", (literal ?? path).Aliases);
        Assert.True(literal is null || literal.Places.Values.All(p => p.TakesPipelineProperty));
        // Compare-Image takes its reference first.
        Assert.Equal(name == "Compare-Image" ? 1 : 0, path.Places.Values.Min(p => p.Position));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Force_IsForWhatAsksFirst(string name)
    {
        string[] parameters = [.. Shape(name).Parameters.Select(p => p.Name)];
        Assert.True(!parameters.Contains("Force") || parameters.Contains("WhatIf"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void IdsAndIndexes_AreCompleted(string name)
    {
        foreach (ParameterShape parameter in Shape(name).Parameters.Where(p => p.Name is "Id" or "CandidateId" or "Index" or "Service"
            || p.AcceptedValues.Count > 0))
        {
            Assert.True(parameter.HasCompleter, $"-{parameter.Name} is not completed.");
        }
    }

    private static CmdletShape Shape(string name) => Shapes.Single(s => s.Name == name);

    private static Type TypeOf(string name) =>
        Module.GetType($"ImageSearch.PowerShell.Commands.{name.Replace("-", "", StringComparison.Ordinal)}Command")!;

    private static bool Has(PropertyInfo property, string attribute) =>
        property.GetCustomAttributesData().Any(a => a.AttributeType.Name == attribute);
}
