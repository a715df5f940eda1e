using ImageSearch.Index;
using ImageSearch.Storage.Commit;

namespace ImageSearch.Storage;

/// <summary>An index that comes from its file.</summary>
/// <param name="path">The file.</param>
internal sealed class FileHome(string path) : IIndexHome
{
    /// <inheritdoc/>
    public string Description => path;

    /// <inheritdoc/>
    public ImageIndex Open(IRowCopies copies) => IndexFile.Open(path, copies);

    /// <inheritdoc/>
    public bool IsNewest(ImageIndex index) => IndexFile.IsNewest(index);

    /// <inheritdoc/>
    public Task<ImageIndex> ChangeAsync(Action<ImageIndex> change, IRowCopies copies, TimeSpan wait) => Task.Run(() =>
    {
        using IndexLock held = IndexLock.Take(path, wait);

        // A copy of its own: what is not saved must not be seen, and a failed save leaves nothing to undo.
        ImageIndex index = Open(copies);
        change(index);
        if (index.HasUnsavedChanges)
        {
            IndexFile.Save(index, held: held);
        }

        return index;
    });

    /// <inheritdoc/>
    public void CheckIsWritable()
    {
        try
        {
            IndexLock.Take(path).Dispose();
        }
        catch (IndexException e) when (e.Kind == ErrorKind.IndexLocked)
        {
            // Somebody writes to it, so it can be written to.
        }
    }
}
