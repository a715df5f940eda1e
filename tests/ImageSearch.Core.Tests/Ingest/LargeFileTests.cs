using ImageSearch.Duplicates;
using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Ingest;

/// <summary>A stop is answered while a file is read that takes a quarter of an hour: it has a TiB, of which the disk has a page.</summary>
public sealed class LargeFileTests : IDisposable
{
    private const long Bytes = 1L << 40;

    /// <summary>A busy machine answers late; a file that is read to its end first takes longer.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    private string Large => _folder.At("large.jpg");

    public LargeFileTests()
    {
        using FileStream file = File.Create(Large);
        file.Write(File.ReadAllBytes(TestData.Photo("Wine")).AsSpan(..100));
        file.SetLength(Bytes);
    }

    public void Dispose()
    {
        // Ends whatever still reads it.
        using (FileStream file = new(Large, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(0);
        }

        _folder.Dispose();
    }

    [Fact]
    public Task AnUpdate_ThatReadsItsContent_Stops() =>
        StopsAsync(cancel => _ = new FolderUpdate(Index(), new UpdateOptions(_folder.Path, Recurse: false), cancel));

    [Fact]
    public Task ASearchForDuplicates_ThatReadsItsContent_Stops() =>
        StopsAsync(cancel => DuplicateFinder.Find(Index(Large, _folder.At("other.jpg")).Snapshot(), new DuplicateOptions(), cancel));

    [Fact]
    public Task Describing_Stops() => StopsAsync(cancel =>
    {
        using var ingest = new ImageIngest(new ImageIndex(IndexSettings.Default), 1, cancel);
        ingest.Post(Large);
        _ = ingest.Take(wait: true);
    });

    private static async Task StopsAsync(Action<CancellationToken> work)
    {
        using var cancel = new CancellationTokenSource();
        Task working = Task.Factory.StartNew(() => work(cancel.Token), TaskCreationOptions.LongRunning);
        Assert.NotEqual(working, await Task.WhenAny(working, Task.Delay(200)));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working.WaitAsync(LongEnough));
    }

    /// <summary>The file as it was at another time, so that its content decides; of several names all have the same content.</summary>
    private ImageIndex Index(params string[] more)
    {
        var index = new ImageIndex(IndexSettings.Default);
        foreach (string path in more.Append(Large).Distinct())
        {
            DescribedImage image = Samples.Image(path, Samples.Rows(new Random(1), 1));
            index.Add(image with { Facts = image.Facts with { LengthBytes = Bytes } }, out _);
        }

        return index;
    }
}
