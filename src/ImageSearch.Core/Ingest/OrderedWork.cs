using System.Diagnostics.CodeAnalysis;

namespace ImageSearch.Ingest;

/// <summary>
/// Runs work on several threads and hands the results back in the order of the inputs, to one thread that posts and takes. At most
/// <c>window</c> results are under way or waiting, so memory is bounded however slowly they are taken; inputs may queue up to a limit.
/// </summary>
internal sealed class OrderedWork<TInput, TResult> : IDisposable
{
    private readonly Queue<TInput> _inputs = new();
    private readonly Dictionary<long, WorkResult<TInput, TResult>> _results = [];
    private readonly object _monitor = new();
    private readonly int _window;
    private readonly int _queueLimit;
    private readonly Func<Func<TInput, TResult>> _newWorker;
    private readonly int _threads;
    private readonly CancellationToken _cancel;
    private readonly CancellationTokenRegistration _registration;
    private long _started;
    private long _taken;
    private int _running;
    private bool _closed;

    /// <param name="newWorker">Called once on every thread; makes what turns inputs into results there.</param>
    /// <param name="threads">At most how many threads; each starts with an input.</param>
    /// <param name="queueLimit">How many inputs may wait.</param>
    /// <param name="cancel">Ends everything; taking then throws.</param>
    public OrderedWork(Func<Func<TInput, TResult>> newWorker, int threads, int queueLimit, CancellationToken cancel)
    {
        _window = threads * 4;
        _queueLimit = queueLimit;
        _cancel = cancel;
        _registration = cancel.Register(Wake);
        _newWorker = newWorker;
        _threads = threads;
    }

    /// <summary>Inputs posted and not yet taken as results.</summary>
    public long Pending
    {
        get
        {
            lock (_monitor)
            {
                return _started + _inputs.Count - _taken;
            }
        }
    }

    /// <summary>Whether results must be taken before more is posted.</summary>
    public bool IsFull
    {
        get
        {
            lock (_monitor)
            {
                return _inputs.Count >= _queueLimit;
            }
        }
    }

    /// <summary>Queues an input.</summary>
    public void Post(TInput input)
    {
        lock (_monitor)
        {
            _inputs.Enqueue(input);
            if (_running < _threads)
            {
                _running++;
                new Thread(() => Work(_newWorker)) { IsBackground = true, Name = "ImageSearch worker" }.Start();
            }

            Monitor.PulseAll(_monitor);
        }
    }

    /// <summary>Takes the next result in order; with <paramref name="wait"/>, waits for it. False if none is there (or none is
    /// pending).</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public bool TryTake(bool wait, [MaybeNullWhen(false)] out WorkResult<TInput, TResult> result)
    {
        lock (_monitor)
        {
            while (true)
            {
                _cancel.ThrowIfCancellationRequested();
                if (_results.Remove(_taken, out result))
                {
                    _taken++;
                    Monitor.PulseAll(_monitor);
                    return true;
                }

                if (!wait || _started + _inputs.Count == _taken)
                {
                    result = default;
                    return false;
                }

                Monitor.Wait(_monitor);
            }
        }
    }

    /// <summary>Ends the threads after what they are at.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        lock (_monitor)
        {
            _closed = true;
            Monitor.PulseAll(_monitor);
        }
    }

    private void Wake()
    {
        lock (_monitor)
        {
            Monitor.PulseAll(_monitor);
        }
    }

    private void Work(Func<Func<TInput, TResult>> newWorker)
    {
        Func<TInput, TResult>? worker = null;
        while (Next() is var (number, input))
        {
            WorkResult<TInput, TResult> result;
            try
            {
                worker ??= newWorker();
                result = new WorkResult<TInput, TResult>(input, worker(input), null);
            }
            catch (Exception e)
            {
                // Whatever it is belongs to the thread that takes results, which knows what to do with it.
                result = new WorkResult<TInput, TResult>(input, default, e);
            }

            lock (_monitor)
            {
                _results.Add(number, result);
                Monitor.PulseAll(_monitor);
            }
        }
    }

    private (long Number, TInput Input)? Next()
    {
        lock (_monitor)
        {
            while (!_closed && !_cancel.IsCancellationRequested)
            {
                if (_inputs.Count > 0 && _started < _taken + _window)
                {
                    return (_started++, _inputs.Dequeue());
                }

                Monitor.Wait(_monitor);
            }

            return null;
        }
    }
}
