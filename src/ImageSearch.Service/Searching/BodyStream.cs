using System.Buffers;
using System.IO.Pipelines;

namespace ImageSearch.Service.Searching;

/// <summary>
/// A request's body, of which a read that is cancelled is given back to the connection in order. Kestrel's own stream leaves such a read
/// undone: it then cannot read the rest away, and logs that as an error, stack trace and all, whenever a client is slow.
/// </summary>
/// <param name="body">The request's body.</param>
internal sealed class BodyStream(PipeReader body) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CancellationTokenRegistration registration =
            cancellationToken.UnsafeRegister(static r => ((PipeReader)r!).CancelPendingRead(), body);
        await using (registration.ConfigureAwait(false))
        {
            while (true)
            {
                ReadResult result = await body.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                ReadOnlySequence<byte> taken =
                    result.Buffer.Slice(0, result.IsCanceled ? 0 : Math.Min(result.Buffer.Length, buffer.Length));
                taken.CopyTo(buffer.Span);
                int length = (int)taken.Length;
                body.AdvanceTo(taken.End);
                if (result.IsCanceled)
                {
                    throw new OperationCanceledException(cancellationToken);
                }

                // It may give nothing yet.
                if (length > 0 || result.IsCompleted || buffer.IsEmpty)
                {
                    return length;
                }
            }
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();
}
