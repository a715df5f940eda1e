using System.Globalization;
using System.Management.Automation;

namespace ImageSearch.PowerShell;

/// <summary>Ids that are given as text are digits alone: PowerShell would read '1,5' as 15, which is another image.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is object?[] several
            ? several.Select(One).ToArray() : One(inputData)!;

    private static object? One(object? item) => (item is PSObject wrapped ? wrapped.BaseObject : item) is not string text ? item
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long id) ? id
        : throw new ArgumentTransformationMetadataException(
            $"'{text}' is no id: ids are whole numbers, without signs between their digits.");
}
