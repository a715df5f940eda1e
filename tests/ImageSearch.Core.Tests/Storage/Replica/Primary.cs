using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Format;
using ImageSearch.Storage.Replica;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Replica;

/// <summary>An index file that is written to at random, and followed.</summary>
internal sealed class Primary
{
    private readonly Random _random;
    private int _images;

    public Primary(string path, int seed)
    {
        (FilePath, _random) = (path, new Random(seed));
        Index = new ImageIndex(IndexSettings.Default);
        Change();
    }

    public string FilePath { get; }

    public ImageIndex Index { get; private set; }

    /// <summary>The state that the file has.</summary>
    public IndexSlot State => OpenedIndex.TryReadState(FilePath)!.Slot;

    /// <summary>All bytes of that state, the header's too.</summary>
    public byte[] Bytes => File.ReadAllBytes(FilePath)[..(int)State.FileBytes];

    /// <summary>Adds, removes and saves; now and then all is written anew.</summary>
    public void Change()
    {
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            Index.Add(Samples.Image($"image{++_images}.jpg", Samples.Rows(_random, _random.Next(0, 40))), out _);
        }

        if (Index.ImageCount > 3 && _random.Next(2) == 0)
        {
            IReadOnlyList<IndexedImage> images = Index.GetImages();
            Index.Remove(images[_random.Next(images.Count)].Id);
        }

        IndexFile.Save(Index, FilePath);
        if (_random.Next(8) == 0)
        {
            IndexFile.Compact(Index);
        }
    }

    /// <summary>Puts an older file in its place.</summary>
    public void Restore(byte[] older)
    {
        string beside = FilePath + ".older";
        File.WriteAllBytes(beside, older);
        ReplacedFile.Replace(beside, FilePath);
        Index = IndexFile.Open(FilePath);
    }

    /// <summary>Brings a replica to the file's state, as a follower does.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="alter">Changes the bytes on their way.</param>
    /// <param name="told">What is told of the state, where that is not so.</param>
    public async Task FollowAsync(IndexReplica replica, Func<long, byte[], byte[]>? alter = null, IndexSlot? told = null)
    {
        IndexSlot state = State, published = told ?? state;
        if (replica.Held() is { } held)
        {
            if (held.Mark == published.Mark)
            {
                return;
            }

            if (IndexReplica.MayGrowTo(held, published)
                && PublishedFile.TryOpen(FilePath, state.Mark, held.Mark) is { } grown)
            {
                await using (grown)
                {
                    await replica.AppendAsync(published, Load(grown, published, alter), CancellationToken.None);
                }

                return;
            }
        }

        await using FileStream whole = PublishedFile.TryOpen(FilePath, state.Mark)!;
        await replica.ReplaceAsync(published, Load(whole, published, alter), CancellationToken.None);
    }

    private static LoadBytes Load(FileStream file, IndexSlot published, Func<long, byte[], byte[]>? alter) =>
        async (from, into, cancel) =>
        {
            byte[] bytes = new byte[published.FileBytes - from];
            file.Position = from;
            await file.ReadExactlyAsync(bytes, cancel);
            await into.WriteAsync(alter?.Invoke(from, bytes) ?? bytes, cancel);
        };
}
