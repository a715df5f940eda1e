using System.Management.Automation;
using ImageSearch.Retrieval;

namespace ImageSearch.PowerShell;

/// <summary>Takes an effort by its name, or as a number.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EffortArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string text ? inputData
        : SearchEffort.Read(text) ?? throw new ArgumentTransformationMetadataException(
            $"'{text}' is no effort. It is one of {SearchEffort.Words}, or a number of cells, {SearchOptions.EffortRange}.");
}
