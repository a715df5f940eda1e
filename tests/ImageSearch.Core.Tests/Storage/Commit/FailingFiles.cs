using ImageSearch.Storage.Commit;

namespace ImageSearch.Tests.Storage.Commit;

/// <summary>A disk that fails from the n-th call on; a write that fails leaves half of its bytes.</summary>
internal sealed class FailingFiles(int failAt) : IStorageFiles
{
    private int _calls;

    public int Calls => _calls;

    public Stream Create(string path)
    {
        Count();
        return new FailingStream(this, DiskFiles.Instance.Create(path));
    }

    public Stream OpenToWrite(string path)
    {
        Count();
        return new FailingStream(this, DiskFiles.Instance.OpenToWrite(path));
    }

    public void Flush(Stream file)
    {
        Count();
        DiskFiles.Instance.Flush(((FailingStream)file).Inner);
    }

    public void Replace(string beside, string target)
    {
        Count();
        DiskFiles.Instance.Replace(beside, target);
    }

    private void Count()
    {
        if (++_calls >= failAt)
        {
            throw new IOException("No space left on device.");
        }
    }

    private sealed class FailingStream(FailingFiles files, Stream inner) : Stream
    {
        public Stream Inner => inner;

        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                files.Count();
            }
            catch (IOException)
            {
                inner.Write(buffer[..(buffer.Length / 2)]);
                throw;
            }

            inner.Write(buffer);
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => inner.SetLength(value);

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
