namespace ImageSearch.Cluster.Shards;

// What the next version adds to messages: members of all kinds of types, one among them that the version before does not know.
internal sealed partial record NearQuestion
{
    [Id(20)]
    public string? Later { get; init; } = "later";

    [Id(21)]
    public Dictionary<string, long[]>? More { get; init; } = new() { ["later"] = [1, 2] };
}

internal sealed partial record NearAnswer
{
    [Id(20)]
    public byte[]? Later { get; init; } = [1, 2, 3];

    [Id(21)]
    public LaterQuestion? Unknown { get; init; } = new() { Index = "later" };

    [Id(22)]
    public string? Last { get; init; } = "last";
}

internal sealed partial record CompareQuestion
{
    [Id(20)]
    public int Later { get; init; } = 7;
}

internal sealed partial record CompareAnswer
{
    [Id(20)]
    public string[]? Later { get; init; } = ["later"];
}

internal sealed partial record RowsQuestion
{
    [Id(20)]
    public DateTime Later { get; init; } = DateTime.UnixEpoch;
}

internal sealed partial record RowsAnswer
{
    [Id(20)]
    public double Later { get; init; } = 0.5;
}

internal sealed partial record HeldQuestion
{
    [Id(20)]
    public bool Later { get; init; } = true;
}

internal sealed partial record HeldAnswer
{
    [Id(20)]
    public string? Later { get; init; } = "later";
}

/// <summary>A message that the version before does not know at all.</summary>
[GenerateSerializer]
[Alias("imagesearch.later-question")]
internal sealed record LaterQuestion
{
    [Id(0)]
    public required string Index { get; init; }
}
