using System.Management.Automation;
using ImageSearch.Index;

namespace ImageSearch.PowerShell;

/// <summary>Takes the file of an index, where the file itself is meant: it may be damaged, and is not opened.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IndexPathArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            null or string => inputData!,
            ImageIndex index => index.FilePath ?? throw new ArgumentTransformationMetadataException(
                "This index has no file yet. Save it: Save-ImageIndex -Path photos.imgidx"),
            FileSystemInfo file => file.FullName,
            _ => PipedFile.TextOf(inputData, "PSPath") ?? PipedFile.TextOf(inputData, "FullName")
            ?? PipedFile.TextOf(inputData, nameof(ImageIndex.FilePath)) ?? inputData,
        };
}
