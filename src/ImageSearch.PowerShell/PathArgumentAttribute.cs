using System.Management.Automation;
using ImageSearch.Index;

namespace ImageSearch.PowerShell;

/// <summary>
/// Takes the path of a piped object: of an indexed image or a match as it is (escaped), of another object what its property Path says.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PathArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether indexed images are taken by their path; false where another parameter takes them.</summary>
    public bool TakesIndexedImages { get; set; } = true;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is object[] several ? several.Select(One).ToArray() : One(inputData);

    private object One(object item) => (item is PSObject wrapped ? wrapped.BaseObject : item) switch
    {
        IndexedImage when !TakesIndexedImages =>
            throw new ArgumentTransformationMetadataException("Not a path.", new PSInvalidCastException("Not a path.")),
        IndexedImage image => WildcardPattern.Escape(image.Path),
        DuplicateFile duplicate => WildcardPattern.Escape(duplicate.FullName),
        SimilarImage match => WildcardPattern.Escape(match.Path),
        PSCustomObject => ((PSObject)item).Properties["Path"]?.Value
            ?? throw new ArgumentTransformationMetadataException("The object has no property Path."),
        _ => item,
    };
}
