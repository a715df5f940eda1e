using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace ImageSearch.Docs;

/// <summary>Reads what an assembly's cmdlets declare.</summary>
internal static class ShapeReader
{
    public static IReadOnlyList<CmdletShape> ReadAll(Assembly assembly)
    {
        XmlSummaries summaries = XmlSummaries.Of(assembly);
        return [.. assembly.GetTypes().Where(t => Find(t, nameof(CmdletAttribute)) is not null).Select(t => Read(t, summaries))
            .OrderBy(s => s.Name, StringComparer.Ordinal)];
    }

    private static CmdletShape Read(Type type, XmlSummaries summaries)
    {
        CustomAttributeData cmdlet = Find(type, nameof(CmdletAttribute))!;
        object instance = Activator.CreateInstance(type)!;
        var parameters = type.GetProperties().Where(p => Find(p, nameof(ParameterAttribute)) is not null)
            .Select(p => Read(p, p.GetValue(instance), summaries)).ToList();
        if (Named(cmdlet, "SupportsShouldProcess") is true)
        {
            parameters.Add(Common("WhatIf", "wi", "Shows what would be done, and does nothing."));
            parameters.Add(Common("Confirm", "cf", "Asks before each change."));
        }

        (instance as IDisposable)?.Dispose();
        string[] outputs = [.. type.GetCustomAttributesData().Where(a => a.AttributeType.Name == nameof(OutputTypeAttribute))
            .SelectMany(a => a.ConstructorArguments).SelectMany(Types).Where(t => t != typeof(void)).Select(t => t.FullName!)];
        return new CmdletShape((string)cmdlet.ConstructorArguments[0].Value!, (string)cmdlet.ConstructorArguments[1].Value!,
            summaries.Of(type),
            Named(cmdlet, "DefaultParameterSetName") as string, parameters, outputs);
    }

    private static ParameterShape Read(PropertyInfo property, object? value, XmlSummaries summaries)
    {
        var places = new SortedDictionary<string, ParameterPlace>(StringComparer.Ordinal);
        foreach (CustomAttributeData data in property.GetCustomAttributesData()
            .Where(a => a.AttributeType.Name == nameof(ParameterAttribute)))
        {
            places.Add(Named(data, "ParameterSetName") as string ?? ParameterShape.AllSets,
                new ParameterPlace(Named(data, "Position") as int?,
                Named(data, "Mandatory") is true, Named(data, "ValueFromPipeline") is true,
                Named(data, "ValueFromPipelineByPropertyName") is true));
        }

        string[] aliases = Find(property, nameof(AliasAttribute)) is { } alias
            ? [.. alias.ConstructorArguments.SelectMany(Values).Select(v => (string)v!)]
            : [];
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return new ParameterShape(property.Name, type.FullName!, ShortName(type), summaries.Of(property), Text(value), aliases,
            type.IsEnum ? Enum.GetNames(type) : [], Find(property, nameof(SupportsWildcardsAttribute)) is not null,
            type.IsEnum || Find(property, nameof(ArgumentCompleterAttribute)) is not null, places);
    }

    private static ParameterShape Common(string name, string alias, string summary) =>
        new(name, typeof(SwitchParameter).FullName!, "switch", summary, "False",
        [alias], [], false, false, new Dictionary<string, ParameterPlace> { [ParameterShape.AllSets] = new(null, false, false, false) });

    /// <summary>As PowerShell's own names for types.</summary>
    private static string ShortName(Type type) => type.IsArray ? ShortName(type.GetElementType()!) + "[]" : type.Name switch
    {
        nameof(SwitchParameter) => "switch",
        nameof(Int32) => "int",
        nameof(Int64) => "long",
        nameof(String) or nameof(Byte) or nameof(Double) or nameof(Uri) or nameof(System.Security.SecureString) or nameof(PSObject) =>
        type.Name.ToLowerInvariant(),
        _ => type.Name,
    };

    private static string Text(object? value) => value switch
    {
        null or "" or IList { Count: 0 } => "",
        SwitchParameter => "False",
        string text => text,
        IList several => string.Join(", ", several.Cast<object?>().Select(Text)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static CustomAttributeData? Find(MemberInfo member, string attribute) =>
        member.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType.Name == attribute);

    private static object? Named(CustomAttributeData data, string name) =>
        data.NamedArguments.FirstOrDefault(a => a.MemberName == name) is { MemberInfo: not null } found ? found.TypedValue.Value : null;

    private static IEnumerable<object?> Values(CustomAttributeTypedArgument argument) =>
        argument.Value is IEnumerable<CustomAttributeTypedArgument> several ? several.Select(v => v.Value) : [argument.Value];

    private static IEnumerable<Type> Types(CustomAttributeTypedArgument argument) => Values(argument).OfType<Type>();
}
