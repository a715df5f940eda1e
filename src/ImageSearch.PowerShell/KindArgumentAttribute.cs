using System.Management.Automation;
using ImageSearch.Index;

namespace ImageSearch.PowerShell;

/// <summary>Takes a kind of index by its name, or by Faiss's key.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KindArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string text => KindChoice.Read(text) ?? throw new ArgumentTransformationMetadataException(KindChoice.Unknown(text)),
            IndexKind kind => new KindChoice(kind),
            _ => inputData,
        };
}
