using ImageSearch.Files;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Sealed;

/// <summary>Takes index files apart into blocks, and puts them together again.</summary>
internal static class IndexAssembly
{
    /// <summary>Looks at all bytes of a block where it lies.</summary>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    public static string? Damage(IndexView view, SealedBlock block)
    {
        if (Repair.BlockScan.Read(view, block.Offset) is not { } found)
        {
            return $"what begins at byte {block.Offset} is no block";
        }

        return found.Damage ?? (found.Bytes == block.Bytes ? null : $"the block at byte {block.Offset} has another length by now");
    }

    /// <summary>Writes an index file from its blocks, beside the target; once it is whole, it is put in its place.</summary>
    /// <param name="target">The path.</param>
    /// <param name="layout">What it consists of.</param>
    /// <param name="copy">Writes a block to the file.</param>
    /// <exception cref="IOException">It could not be written; there is nothing of it.</exception>
    public static async Task WriteAsync(string target, IndexLayout layout, Func<SealedBlock, Stream, Task> copy)
    {
        layout.Checked();
        string beside = BesideFiles.NameFor(target);
        try
        {
            await using (Stream file = DiskFiles.Instance.Create(beside))
            {
                file.Write(layout.Header());
                foreach (SealedBlock block in layout.Blocks)
                {
                    await copy(block, file).ConfigureAwait(false);
                    if (file.Position != block.End)
                    {
                        throw new IOException($"{file.Position - block.Offset} bytes came of a block that has {block.Bytes}.");
                    }
                }

                DiskFiles.Instance.Flush(file);
            }

            DiskFiles.Instance.Replace(beside, LinkTarget.Resolve(target));
        }
        finally
        {
            BesideFiles.DeleteQuietly(beside);
        }
    }
}
