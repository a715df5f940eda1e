using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Sealed;

/// <summary>What a commit adds to an index whose blocks lie in files of their own: the blocks that would be appended to its file.</summary>
/// <param name="Layout">All blocks and the slot after the commit.</param>
/// <param name="Added">The bytes of the new blocks.</param>
internal sealed record SealedCommit(IndexLayout Layout, IReadOnlyDictionary<SealedBlock, ReadOnlyMemory<byte>> Added)
{
    /// <summary>The commit of an index's changes; null if it has none.</summary>
    /// <param name="opened">The index, changed since it was opened.</param>
    /// <param name="layout">What it was opened from.</param>
    /// <param name="target">The path that it was opened for.</param>
    /// <exception cref="InvalidDataException">It could not be opened again.</exception>
    public static SealedCommit? Of(SealedIndex opened, IndexLayout layout, string target)
    {
        if (!opened.Index.HasUnsavedChanges)
        {
            return null;
        }

        var written = new AppendedBytes(layout.Slot.FileBytes);
        var commit = new IndexCommit(new Appending(written), target, opened.Index.ContentToSave(), opened.Index.RelativePaths)
        {
            // Lists take a look at rows before: whoever has the file makes them.
            Lists = ListPlan.Default with { RowsUnlisted = long.MaxValue },
        };
        commit.AppendTo(opened.State);
        IndexSlot slot = written.Slot;
        IReadOnlyList<SealedBlock> added = IndexLayout.Walk(written, layout.Slot.FileBytes, slot.FileBytes);
        return new SealedCommit(new IndexLayout(slot, [.. layout.Blocks, .. added]), added.ToDictionary(b => b, written.Of));
    }

    /// <summary>Takes the bytes of a commit, and writes no file.</summary>
    private sealed class Appending(AppendedBytes written) : IStorageFiles
    {
        public Stream Create(string path) => throw new NotSupportedException();

        public Stream OpenToWrite(string path) => written;

        public void Flush(Stream file)
        {
        }

        public void Replace(string beside, string target) => throw new NotSupportedException();
    }

    /// <summary>What would lie behind a file's end; and the slot, which would lie at its beginning.</summary>
    private sealed class AppendedBytes(long start) : MemoryStream
    {
        private byte[]? _slot;
        private long _place = long.MaxValue;

        /// <exception cref="InvalidDataException">No slot was written.</exception>
        public IndexSlot Slot => IndexSlot.TryRead(_slot, out IndexSlot slot) ? slot
            : throw new InvalidDataException("no slot was written");

        public override long Position
        {
            get => _place < start ? _place : start + base.Position;
            set
            {
                _place = value;
                base.Position = Math.Max(0, value - start);
            }
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (_place < start)
            {
                _slot = buffer[offset..(offset + count)];
                return;
            }

            base.Write(buffer, offset, count);
        }

        /// <summary>What was written and does not count is cut off.</summary>
        public override void SetLength(long value) => base.SetLength(Math.Max(0, value - start));

        public ReadOnlyMemory<byte> Of(SealedBlock block) => GetBuffer().AsMemory((int)(block.Offset - start), (int)block.Bytes);

        /// <summary>The bytes are asked for after the commit is done with it.</summary>
        protected override void Dispose(bool disposing)
        {
        }
    }
}
