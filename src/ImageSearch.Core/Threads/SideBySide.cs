using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace ImageSearch.Threads;

/// <summary>Loops on several threads that end with the error itself, as a plain loop would, and not with a collection of errors.</summary>
internal static class SideBySide
{
    /// <summary>Each thread takes runs of neighbouring numbers.</summary>
    /// <param name="count">How many numbers, from 0.</param>
    /// <param name="parallel">How many threads.</param>
    /// <param name="body">Is called with each number.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void For(int count, ParallelOptions parallel, Action<int> body) => For(count, parallel, () => 0, (i, _) => body(i));

    /// <inheritdoc cref="For(int, ParallelOptions, Action{int})"/>
    /// <param name="count">How many numbers, from 0.</param>
    /// <param name="parallel">How many threads.</param>
    /// <param name="own">Makes what a thread keeps for itself.</param>
    /// <param name="body">Is called with each number and the thread's own.</param>
    public static void For<T>(int count, ParallelOptions parallel, Func<T> own, Action<int, T> body)
    {
        if (count == 0)
        {
            return;
        }

        try
        {
            Parallel.ForEach(Partitioner.Create(0, count), parallel, own, (range, _, mine) =>
            {
                for (int i = range.Item1; i < range.Item2; i++)
                {
                    parallel.CancellationToken.ThrowIfCancellationRequested();
                    body(i, mine);
                }

                return mine;
            }, _ => { });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
        }
    }
}
