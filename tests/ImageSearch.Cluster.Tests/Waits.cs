namespace ImageSearch.Cluster.Tests;

/// <summary>Waits for what other threads and processes do: long where machines are busy, and over as soon as it is so.</summary>
internal static class Waits
{
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        for (int i = 0; i < 1200; i++)
        {
            if (await isSo())
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail($"A minute went by and it is not so: {what}");
    }

    public static Task UntilAsync(Func<bool> isSo, string what) => UntilAsync(() => Task.FromResult(isSo()), what);
}
