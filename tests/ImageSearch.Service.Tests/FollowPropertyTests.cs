using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ImageSearch.Cells;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Format;

namespace ImageSearch.Service.Tests;

/// <summary>Whatever becomes of a primary, its replica and the network between them, the replica serves published states alone, and the
/// last one in the end.</summary>
public sealed class FollowPropertyTests
{
    private const int Rounds = 25;

    private readonly List<RunningService> _old = [];

    [Theory]
    [InlineData(1, 20_000, 150)]
    [InlineData(2, 2_000, 0)]
    [InlineData(3, 0, 0)]
    public async Task AReplica_ServesPublishedStatesAlone(int seed, int cuts, int flips)
    {
        var random = new Random(seed);
        RunningService primary = await Replicas.PrimaryAsync(RunningService.WithInverted);
        await using var network = new CuttingProxy(primary.Url.Port, seed) { CutsOfMillion = cuts, FlipsOfMillion = flips };
        var states = new States();
        var file = new ChangingFile(primary.Folder.At("inverted.imgidx"), random, states);
        string path = file.Path, copy = primary.Folder.At("replica/inverted.imgidx");
        Task<RunningService> StartReplica() => Replicas.FollowAsync(network.Url, null,
            (o, _) => o with { Indexes = [new IndexSource("inverted", copy)] });
        RunningService replica = await StartReplica();
        for (int round = 0; round < Rounds; round++)
        {
            using var done = new CancellationTokenSource();
            Task watching = WatchAsync(replica, states, done.Token);
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                file.Change(round);
                await Task.Delay(random.Next(80));
            }

            if (round % 6 == 4)
            {
                await done.CancelAsync();
                await watching;
                await replica.DisposeAsync();
                file.Change(round);
                replica = await StartReplica();
            }
            else if (round % 6 == 1)
            {
                // The same files, at another port.
                await primary.StopAsync();
                RunningService next = await RunningService.StartAsync(
                    (o, _) => o with { AllowFollowers = true, ImageFolder = null, Indexes = [new IndexSource("inverted", path)] });
                network.Target = next.Url.Port;
                _old.Add(primary);
                primary = next;
            }

            await Replicas.UntilAsync(async () => states.Last == await StateAsync(replica) && MarkOf(path) == MarkOf(copy),
                $"round {round} ended, {states.Last}");
            await done.CancelAsync();
            await watching;
            FileMark published = MarkOf(path);
            Assert.True(Content(path, published).SequenceEqual(Content(copy, published)), $"round {round}");
        }

        Assert.Equal(cuts > 0, network.Cuts > 0);
        Assert.InRange(states.Count, Rounds, 5 * Rounds);
        await replica.DisposeAsync();
        await primary.DisposeAsync();
        foreach (RunningService one in _old)
        {
            await one.DisposeAsync();
        }
    }

    private static FileMark MarkOf(string path) => OpenedIndex.TryReadState(path)!.Slot.Mark;

    private static Span<byte> Content(string path, FileMark state) =>
        File.ReadAllBytes(path).AsSpan(IndexFormat.HeaderBytes..(int)state.FileBytes);

    /// <summary>What a client sees, over and over.</summary>
    private static async Task WatchAsync(RunningService replica, States states, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            if (await StateAsync(replica) is { } seen)
            {
                Assert.True(states.Has(seen), $"never published: {seen}");
            }

            await Task.Delay(5, CancellationToken.None);
        }
    }

    private static async Task<string?> StateAsync(RunningService replica)
    {
        using HttpResponseMessage answer = await replica.Client.GetAsync("/api/v1/indexes/inverted/images?limit=1000");
        if (!answer.IsSuccessStatusCode)
        {
            await RunningService.RefusedAsync(answer, 503, "IndexNotFound");
            return null;
        }

        JsonNode page = await RunningService.JsonOf(answer);
        return States.Of((long)page["generation"]!, page["images"]!.AsArray().Select(i => (long)i!["id"]!));
    }

    /// <summary>States that were published, by their generations and images.</summary>
    private sealed class States
    {
        private readonly ConcurrentDictionary<string, bool> _all = new(StringComparer.Ordinal);

        public string Last { get; private set; } = "";

        public int Count => _all.Count;

        public static string Of(long generation, IEnumerable<long> ids) => $"{generation}: {string.Join(',', ids)}";

        public void Add(ImageIndex index)
        {
            string state = Of(index.Generation, index.GetImages().Select(i => i.Id));
            _all[state] = true;
            Last = state;
        }

        public bool Has(string state) => _all.ContainsKey(state);
    }

    /// <summary>An index file that another process changes.</summary>
    private sealed class ChangingFile
    {
        private readonly Random _random;
        private readonly States _states;
        private readonly IndexSnapshot _original;
        private readonly IndexEntry[] _images;
        private ImageIndex _index;
        private byte[] _older;

        public ChangingFile(string path, Random random, States states)
        {
            (Path, _random, _states) = (path, random, states);
            _index = IndexFile.Open(path);
            _older = File.ReadAllBytes(path);
            _original = IndexFile.Open(path).Snapshot();
            _images = [.. _original.Entries.ToArray()];
            _states.Add(_index);
        }

        public string Path { get; }

        public void Change(int round)
        {
            if (_random.Next(12) == 0)
            {
                // An older file is put in its place.
                byte[] now = File.ReadAllBytes(Path);
                string beside = Path + ".older";
                File.WriteAllBytes(beside, _older);
                _states.Add(IndexFile.Open(beside));
                File.Move(beside, Path, overwrite: true);
                _index = IndexFile.Open(Path);
                _older = now;
                return;
            }

            long[] ids = [.. _index.GetImages().Select(i => i.Id)];
            if (ids.Length > 14 && _random.Next(2) == 0)
            {
                _index.Remove(ids[_random.Next(ids.Length)]);
            }

            IndexEntry image = _images[_random.Next(_images.Length)];
            _index.TryGet(image.Image.Path, out IndexedImage? there);
            _index.Remove(there?.Id ?? 0);
            _index.AddFrom(_original, image);
            _states.Add(_index);
            IndexFile.Save(_index);
            if (_random.Next(5) == 0)
            {
                IndexFile.Compact(
                    _index, round % 2 == 0 || _index.RowCount < CellTraining.LeastRows ? IndexKind.Flat : IndexKind.Inverted);
            }
        }
    }
}
