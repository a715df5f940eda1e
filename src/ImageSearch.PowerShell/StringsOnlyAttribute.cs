using System.Management.Automation;

namespace ImageSearch.PowerShell;

/// <summary>Lets strings alone be bound, so that a piped object is bound by its properties and never by its text.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class StringsOnlyAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value is PSCustomObject
            ? throw new ArgumentTransformationMetadataException("Not a path.", new PSInvalidCastException("Not a path."))
            : inputData!;
    }
}
