using System.Management.Automation;
using System.Runtime.CompilerServices;
using ImageSearch.Index;
using ImageSearch.Storage;

namespace ImageSearch.PowerShell;

/// <summary>
/// Takes an index as it is, and opens the file of what stands for one: a path, a file, an index that was deserialized. What a cmdlet
/// changes in an index that was opened so is saved when it ends: nobody else has it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IndexArgumentAttribute : ArgumentTransformationAttribute
{
    private static readonly ConditionalWeakTable<ImageIndex, object> Opened = [];

    /// <summary>Whether an index was opened for an argument, so that no variable has it.</summary>
    public static bool IsOpenedHere(ImageIndex index) => Opened.TryGetValue(index, out _);

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? inner = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        string? path = inner switch
        {
            null or ImageIndex => null,
            string text => text,
            FileInfo file => file.FullName,
            _ => PipedFile.TextOf(inputData, nameof(ImageIndex.FilePath)),
        };
        if (path is null)
        {
            bool isForgotten = inner is not null and not ImageIndex
                && PSObject.AsPSObject(inputData).TypeNames.Any(t => t.EndsWith(typeof(ImageIndex).FullName!, StringComparison.Ordinal));
            return isForgotten ? throw Refuse("This index was in memory alone, in another session; it has no file to be opened.", null)
                : inputData!;
        }

        try
        {
            string full = inner is FileInfo ? path : engineIntrinsics.SessionState.Path.GetUnresolvedProviderPathFromPSPath(
                path, out ProviderInfo provider, out _) is { } found
                && provider.Name == "FileSystem" ? found : throw IndexException.NotFound(path);
            ImageIndex index = IndexFile.Open(full);
            Opened.Add(index, Opened);
            return index;
        }
        catch (Exception e) when (e is ImageSearchException or RuntimeException)
        {
            throw Refuse(e.Message, e);
        }
    }

    /// <summary>With this inside, what is piped goes on to the next parameter, and an argument ends with the reason.</summary>
    private static ArgumentTransformationMetadataException Refuse(string reason, Exception? inner) =>
        new(reason, new PSInvalidCastException(reason, inner));
}
