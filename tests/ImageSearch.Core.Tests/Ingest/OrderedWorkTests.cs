using ImageSearch.Ingest;

namespace ImageSearch.Tests.Ingest;

public sealed class OrderedWorkTests
{
    [Fact]
    public void TryTake_GivesResultsInTheOrderPosted()
    {
        using var work = new OrderedWork<int, int>(() => i =>
        {
            Thread.Sleep((i * 7) % 5);
            return i * i;
        }, 4, 1000, default);
        for (int i = 0; i < 200; i++)
        {
            work.Post(i);
        }

        for (int i = 0; i < 200; i++)
        {
            Assert.True(work.TryTake(wait: true, out WorkResult<int, int> result));
            Assert.Equal((i, i * i), (result.Input, result.Value));
        }

        Assert.False(work.TryTake(wait: true, out _));
        Assert.Equal(0, work.Pending);
    }

    [Fact]
    public void Errors_BelongToTheirInput()
    {
        using var work = new OrderedWork<int, int>(() => i => 100 / i, 2, 10, default);
        work.Post(0);
        work.Post(5);
        Assert.True(work.TryTake(wait: true, out WorkResult<int, int> first));
        Assert.IsType<DivideByZeroException>(first.Error);
        Assert.True(work.TryTake(wait: true, out WorkResult<int, int> second));
        Assert.Equal(20, second.Value);
    }

    [Fact]
    public void ResultsThatNobodyTakes_HoldTheWorkersUp()
    {
        int started = 0;
        using var work = new OrderedWork<int, int>(() => i => Interlocked.Increment(ref started), 2, 1000, default);
        for (int i = 0; i < 100; i++)
        {
            work.Post(i);
        }

        SpinWait.SpinUntil(() => Volatile.Read(ref started) == 8, TimeSpan.FromSeconds(10));
        Thread.Sleep(50);
        Assert.Equal(8, Volatile.Read(ref started));
        Assert.Equal(100, work.Pending);
    }

    [Fact]
    public void IsFull_SaysWhenToTake()
    {
        using var gate = new ManualResetEventSlim();
        using var work = new OrderedWork<int, int>(() => i =>
        {
            gate.Wait();
            return i;
        }, 1, 2, default);
        for (int i = 0; i < 4; i++)
        {
            work.Post(i);
        }

        Assert.True(work.IsFull);
        gate.Set();
        for (int i = 0; i < 3; i++)
        {
            Assert.True(work.TryTake(wait: true, out _));
        }

        Assert.False(work.IsFull);
    }

    [Fact]
    public async Task Cancellation_EndsAWaitAtOnce()
    {
        using var cancel = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        using var work = new OrderedWork<int, int>(() => i =>
        {
            gate.Wait();
            return i;
        }, 1, 10, cancel.Token);
        work.Post(1);
        Task taking = Task.Run(() => work.TryTake(wait: true, out _));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking.WaitAsync(TimeSpan.FromSeconds(10)));
        gate.Set();
    }
}
