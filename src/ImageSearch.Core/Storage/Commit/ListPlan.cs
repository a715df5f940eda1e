using ImageSearch.Cells;

namespace ImageSearch.Storage.Commit;

/// <summary>How the lists of an inverted index are made.</summary>
/// <param name="Trains">Whether centres are chosen anew, though there are some.</param>
/// <param name="Progress">Is told how many steps are done, and of how many; null tells nobody.</param>
/// <param name="Cancel">Ends it before anything was changed.</param>
internal sealed record ListPlan(bool Trains, Action<long, long>? Progress, CancellationToken Cancel)
{
    /// <summary>So many rows are searched one by one before a change lists them: 65 ms of a query of 500 rows.</summary>
    public long RowsUnlisted { get; init; } = 1 << 18;

    /// <summary>How many cells there are to be; null if the number of rows decides.</summary>
    public int? Cells { get; init; }

    /// <summary>Lists are made again of whatever has rows enough.</summary>
    public static ListPlan ForRepair { get; } = new(false, null, CancellationToken.None) { RowsUnlisted = CellTraining.LeastRows };

    /// <summary>Tells how much is done, and ends the work where that is asked for.</summary>
    public void Tell(long part, long whole)
    {
        Cancel.ThrowIfCancellationRequested();
        Progress?.Invoke(part, whole);
    }

    /// <summary>Lists are made by whoever saves, as needed.</summary>
    public static ListPlan Default { get; } = new(false, null, CancellationToken.None);
}
