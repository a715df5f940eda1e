using System.Management.Automation;
using ImageSearch.Index;

namespace ImageSearch.PowerShell;

/// <summary>Takes the path of an object as it is (marked): of a file, an image or a match, or of any object that names one. Strings may be
/// patterns.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PathArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether indexed images are taken by their path; false where another parameter takes them.</summary>
    public bool TakesIndexedImages { get; set; } = true;

    /// <summary>Whether objects in the pipeline are left to another parameter, which knows more of them than their paths.</summary>
    public bool LeavesPipedObjects { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is object?[] several ? several.Select(One).ToArray()
        : One(inputData)!;

    private object? One(object? item)
    {
        object? inner = item is PSObject wrapped ? wrapped.BaseObject : item;
        if (inner is null or string || inner.GetType().IsPrimitive || (inner is Uri))
        {
            return item;
        }

        if (inner is ImageIndex || (inner is IndexedImage && !TakesIndexedImages))
        {
            throw Refuse("Not a path.");
        }

        return PipedFile.PathOf(item!) is { } path ? (LeavesPipedObjects ? new MarkedPath(path) : PathResolver.Mark(path))
            : throw Refuse($"An object of the type {inner.GetType().Name} names no file: it has none of the properties PSPath, "
                + $"LiteralPath, FullName and Path.");
    }

    /// <summary>A marked path that is no string: what is piped is first offered to parameters of its own type, an argument is made a
    /// string.</summary>
    private sealed class MarkedPath(string path)
    {
        public override string ToString() => PathResolver.Mark(path);
    }

    private static ArgumentTransformationMetadataException Refuse(string reason) => new(reason, new PSInvalidCastException(reason));
}
