using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Access;

/// <summary>
/// The keys that the service asks for. The file is looked at all along, and at once on SIGHUP; one that is broken leaves the keys that
/// were, and is told of once.
/// </summary>
internal sealed partial class KeyRing : BackgroundService
{
    private readonly ServiceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private volatile ApiKeys? _keys;
    private string _seen = "";
    private PosixSignalRegistration? _hangUp;

    /// <exception cref="ArgumentException">The key file has a line that is no key, or none at all.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public KeyRing(ServiceOptions options, TimeProvider time, ILogger<KeyRing> log)
    {
        (_options, _time, _log) = (options, time, log);
        if (options.KeyFile is { } file)
        {
            _seen = ApiKeys.ReadText(file);
            _keys = ApiKeys.Parse(file, _seen);
        }
    }

    /// <summary>Null where none are asked for.</summary>
    public ApiKeys? Keys => _keys;

    /// <summary>The moment that keys expire by.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Without a handler, SIGHUP would end the process.
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            Reload(always: true);
        });
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _hangUp?.Dispose();
        base.Dispose();
    }

    /// <summary>Takes up the keys of the file if it has others than when it was last looked at.</summary>
    /// <param name="always">Whether to say so where it has not.</param>
    public void Reload(bool always)
    {
        if (_options.KeyFile is not { } file)
        {
            return;
        }

        lock (_lock)
        {
            try
            {
                string text = ApiKeys.ReadText(file);
                if (text == _seen && !always)
                {
                    return;
                }

                _seen = text;
                ApiKeys keys = ApiKeys.Parse(file, text);
                _keys = keys;
                LogReloaded(_log, keys.Count);
            }
            catch (ArgumentException e)
            {
                LogKept(_log, e.Message);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // No text of a file is a message of such an error, so it is told once, and what comes after it is taken up.
                if (_seen != e.Message || always)
                {
                    _seen = e.Message;
                    LogKept(_log, e.Message);
                }
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.ReloadInterval);
        try
        {
            while (_options.KeyFile is not null && await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                Reload(always: false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    [LoggerMessage(30, LogLevel.Information, "The key file was read again: {Count} keys")]
    private static partial void LogReloaded(ILogger log, int count);

    [LoggerMessage(31, LogLevel.Error, "The key file was not read again, the keys stay as they were: {Reason}")]
    private static partial void LogKept(ILogger log, string reason);
}
