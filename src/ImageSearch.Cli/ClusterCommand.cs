using System.CommandLine;
using System.Globalization;
using System.Runtime.ExceptionServices;
using ImageSearch.Cluster.Members;
using ImageSearch.Cluster.Objects;
using ImageSearch.Cluster.Publishing;
using ImageSearch.Cluster.Truth;
using ImageSearch.Service;
using Spectre.Console;

namespace ImageSearch.Cli;

/// <summary>imagesearch cluster: indexes that several machines serve.</summary>
internal static class ClusterCommand
{
    private const double MaxHours = 24 * 365;

    public static Command Create() => new("cluster", "Publishes indexes to several machines, which 'imagesearch serve --cluster' are.")
    {
        Init(),
        Publish(),
        Status(),
        Export(),
        Collect(),
    };

    private static Command Init()
    {
        var store = new Option<string>("--store")
        {
            Required = true,
            Description = "Where the bytes lie: a folder's full path that all machines see, "
                + "https://ACCOUNT.blob.core.windows.net/CONTAINER, or s3://BUCKET?region=REGION.",
        };
        var options = ClusterOptions.OfCommand();
        var command = new Command("init", "Makes the tables of a cluster in a database, if they are not there, and notes its store.")
        {
            options.Database, options.File, options.Settings, store,
        };
        return Does(command, options, async (result, database, cancel) =>
        {
            string address = result.GetRequiredValue(store);
            IObjectStore opened = ObjectStores.Open(address);

            // Whether anything can be written is told now, not by the first publisher.
            string probe = $"v1/probe-{Guid.NewGuid():N}";
            await opened.TryCreateAsync(probe, () => new MemoryStream([1]), cancel).ConfigureAwait(false);
            await opened.DeleteAsync(probe, cancel).ConfigureAwait(false);
            await database.InitAsync(address, cancel).ConfigureAwait(false);
            Console.WriteLine($"The cluster {database.Description} keeps its objects in {opened.Description}.");
        });
    }

    private static Command Publish()
    {
        var file = new Argument<string>("file") { Description = "The index file." }.Named();
        var name = new Option<string?>("--name") { Description = "The index's name in the cluster; the file's name without its ending." };
        Option<bool> force = CommonOptions.Force(
            "what nodes changed in the published index, and the file lacks, or what a newer version published");
        var options = ClusterOptions.OfCommand();
        var command = new Command("publish", "Publishes an index file, or what changed in it since it was published.")
        {
            file, options.Database, options.File, options.Settings, name, force,
        };
        return Does(command, options, async (result, database, cancel) =>
        {
            string path = result.GetRequiredValue(file);
            string index = ClusterOptions.FitName(result.GetValue(name) ?? IndexSource.Parse(path).Name);
            var publisher = new Publisher(database, await StoreOf(database, cancel).ConfigureAwait(false));
            PublishedGeneration? made = await publisher.PublishFileAsync(index, path, result.GetValue(force), cancel).ConfigureAwait(false);
            Console.WriteLine(made is null ? $"{index}: what the file holds is published already."
                : $"{index}: generation {made.Generation} is published, {made.Images} images, {made.Rows} rows.");
        });
    }

    private static Command Status()
    {
        Option<bool> json = CommonOptions.Json();
        var options = ClusterOptions.OfCommand();
        var command = new Command("status", "Says what is published, and who publishes.")
        {
            options.Database, options.File, options.Settings, json,
        };
        return Does(command, options, async (result, database, cancel) =>
        {
            string store = await database.StoreAsync(cancel).ConfigureAwait(false);
            IReadOnlyList<IndexState> indexes = await database.IndexesAsync(cancel).ConfigureAwait(false);
            IReadOnlyList<NodeState> nodes = await NodeState.ReadAsync(database, cancel).ConfigureAwait(false);
            if (result.GetValue(json))
            {
                Output.Json(new
                {
                    Database = database.Description,
                    Store = store,
                    Indexes = indexes.Select(Told),
                    Nodes = nodes.Select(Told),
                    Warning = NodeState.Differing(nodes),
                });
                return;
            }

            Console.WriteLine($"database  {database.Description}");
            Console.WriteLine($"store     {store}");
            Table table = Output.NewTable("index", "generation", "published", "images", "rows", "published by", "being published by");
            foreach (IndexState index in indexes)
            {
                PublishedGeneration? newest = index.Newest;
                string[] cells =
                [
                    index.Name, $"{newest?.Generation}", newest is null ? "" : Time(newest.PublishedUtc), $"{newest?.Images}",
                    $"{newest?.Rows}", newest?.MadeBy ?? "", index.Writer is null ? ""
                        : $"{index.Writer}, until {Time(index.LeaseUntil!.Value)}",
                ];
                table.AddRow([.. cells.Select(c => new Text(c))]);
            }

            Output.Write(table);
            WriteNodes(nodes);
        });
    }

    /// <summary>Nodes that share indexes; those that hold all of it are not known.</summary>
    private static void WriteNodes(IReadOnlyList<NodeState> nodes)
    {
        if (nodes.Count == 0)
        {
            return;
        }

        Table table = Output.NewTable("node", "address", "state", "started", "last said that it lives", "version", "replicas", "serves");
        foreach (NodeState node in nodes)
        {
            string[] cells =
            [
                node.Name, node.Address, node.State, Time(node.StartedUtc), Time(node.AliveUtc), node.Settings?.Version ?? "",
                $"{node.Settings?.Replicas}", string.Join(", ", node.Settings?.Indexes ?? []),
            ];
            table.AddRow([.. cells.Select(c => new Text(c))]);
        }

        Output.Write(table);
        if (NodeState.Differing(nodes) is { } differing)
        {
            Console.WriteLine(differing);
        }
    }

    private static Command Export()
    {
        var name = new Argument<string>("index") { Description = "The index's name in the cluster." }.Named();
        var file = new Argument<string>("file") { Description = "The index file to write." }.Named();
        Option<bool> force = CommonOptions.Force("a file that is there");
        var options = ClusterOptions.OfCommand();
        var command = new Command("export", "Writes a published index as the index file that it is.")
        {
            name, file, options.Database, options.File, options.Settings, force,
        };
        return Does(command, options, async (result, database, cancel) =>
        {
            string path = result.GetRequiredValue(file);
            var exporter = new Exporter(database, await StoreOf(database, cancel).ConfigureAwait(false));
            PublishedGeneration written = await exporter.ExportAsync(
                ClusterOptions.FitName(result.GetRequiredValue(name)), path, result.GetValue(force), cancel).ConfigureAwait(false);
            Console.WriteLine($"{path}: generation {written.Generation} of {written.Index}, {written.Images} images, {written.Rows} rows.");
        });
    }

    private static Command Collect()
    {
        Option<double> hours = new Option<double>("--older-than-hours")
        {
            DefaultValueFactory = _ => Collector.Usual.TotalHours,
            Description = "Keep what was newest within so many hours, and what was sent and is not published yet.",
        }.Within(new ValueRange(0, MaxHours));
        var options = ClusterOptions.OfCommand();
        var command = new Command("collect", "Deletes the objects that no published index has any more.")
        {
            options.Database, options.File, options.Settings, hours,
        };
        return Does(command, options, async (result, database, cancel) =>
        {
            var collector = new Collector(database, await StoreOf(database, cancel).ConfigureAwait(false));
            var failed = new List<ClusterException>();
            foreach (IndexState index in await database.IndexesAsync(cancel).ConfigureAwait(false))
            {
                try
                {
                    (int objects, long bytes) = await collector.CollectAsync(
                        index.Name, TimeSpan.FromHours(result.GetValue(hours)), cancel).ConfigureAwait(false);
                    Console.WriteLine($"{index.Name}: {Output.Count(objects, "object")}, {bytes} bytes deleted.");
                }
                catch (ClusterException e) when (e.Kind is ErrorKind.IndexVersionUnsupported or ErrorKind.IndexCorrupt)
                {
                    // It is about this index alone: the others do not wait for somebody to look at it.
                    failed.Add(e);
                }
            }

            failed.SkipLast(1).ToList().ForEach(Output.Error);
            if (failed is [.., var last])
            {
                ExceptionDispatchInfo.Throw(last);
            }
        });
    }

    private static Command Does(Command command, ClusterOptions options, Func<ParseResult, ClusterDatabase, CancellationToken, Task> work)
    {
        command.SetAction(async (result, cancel) =>
        {
            try
            {
                await using var database = new ClusterDatabase(options.Connection(result));
                await work(result, database, cancel).ConfigureAwait(false);
                return ExitCodes.Done;
            }
            catch (ArgumentException e)
            {
                Console.Error.WriteLine(e.Message);
                return ExitCodes.Usage;
            }
        });
        return command;
    }

    private static async Task<IObjectStore> StoreOf(ClusterDatabase database, CancellationToken cancel) =>
        ObjectStores.Open(await database.StoreAsync(cancel).ConfigureAwait(false));

    private static object Told(IndexState index) => new
    {
        index.Name,
        index.Newest?.Generation,
        index.Newest?.PublishedUtc,
        index.Newest?.Images,
        index.Newest?.Rows,
        PublishedBy = index.Newest?.MadeBy,
        index.Epoch,
        BeingPublishedBy = index.Writer,
        LeaseUntilUtc = index.Writer is null ? null : index.LeaseUntil,
    };

    private static object Told(NodeState node) => new
    {
        node.Name,
        node.Address,
        node.State,
        node.StartedUtc,
        node.AliveUtc,
        node.Settings?.Version,
        node.Settings?.Replicas,
        node.Settings?.Indexes,
    };

    private static string Time(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
