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

    private static readonly ConditionalWeakTable<ImageIndex, IndexException> Refused = [];

    /// <summary>Whether an index file may be named that is not there yet, and that the cmdlet makes.</summary>
    public bool MayBeNew { get; set; }

    /// <summary>Whether an index was opened for an argument, so that no variable has it.</summary>
    public static bool IsOpenedHere(ImageIndex index) => Opened.TryGetValue(index, out _);

    /// <summary>Whether an index stands for a file that was named and is not there yet.</summary>
    public static bool IsNew(ImageIndex index) => IsOpenedHere(index) && FileBinding.Of(index) is { IsToBeMade: true };

    /// <summary>Why the file of an index that was named could not be opened; null if it was.</summary>
    public static IndexException? RefusalOf(ImageIndex index) => Refused.TryGetValue(index, out IndexException? refusal) ? refusal : null;

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
            ImageIndex index = MayBeNew && IsIndexName(full) && !Directory.Exists(full) ? OpenOrName(full) : IndexFile.Open(full);
            Opened.AddOrUpdate(index, Opened);
            return index;
        }
        catch (Exception e) when (e is ImageSearchException or RuntimeException)
        {
            throw Refuse(e.Message, e);
        }
    }

    /// <summary>What is wrong with a file is told by the cmdlet, under the error's own id; that it is not there, perhaps not at
    /// all.</summary>
    private static ImageIndex OpenOrName(string path)
    {
        try
        {
            return IndexFile.Open(path);
        }
        catch (IndexException e)
        {
            var index = new ImageIndex(IndexSettings.Default) { Binding = FileBinding.ToMake(path) };
            Refused.Add(index, e);
            return index;
        }
    }

    /// <summary>What is piped in may as well be a folder: a file that is not there is an index by its name alone.</summary>
    private static bool IsIndexName(string path) => System.IO.Path.GetExtension(path).Equals(".imgidx", StringComparison.OrdinalIgnoreCase);

    /// <summary>With this inside, what is piped goes on to the next parameter, and an argument ends with the reason.</summary>
    private static ArgumentTransformationMetadataException Refuse(string reason, Exception? inner) =>
        new(reason, new PSInvalidCastException(reason, inner));
}
