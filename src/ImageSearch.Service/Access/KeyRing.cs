using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Access;

/// <summary>The keys that the service asks for. SIGHUP reads them again; a file that is broken then leaves those that were.</summary>
internal sealed partial class KeyRing(ServiceOptions options, ILogger<KeyRing> log) : IHostedService, IDisposable
{
    private volatile ApiKeys? _keys = options.KeyFile is null ? null : ApiKeys.Read(options.KeyFile);
    private PosixSignalRegistration? _hangUp;

    /// <summary>Null where none are asked for.</summary>
    public ApiKeys? Keys => _keys;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Without a handler, SIGHUP would end the process.
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            Reload();
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _hangUp?.Dispose();

    /// <summary>Reads the key file again.</summary>
    public void Reload()
    {
        if (options.KeyFile is null)
        {
            return;
        }

        try
        {
            ApiKeys keys = ApiKeys.Read(options.KeyFile);
            _keys = keys;
            LogReloaded(log, keys.Count);
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            LogKept(log, e.Message);
        }
    }

    [LoggerMessage(30, LogLevel.Information, "The key file was read again: {Count} keys")]
    private static partial void LogReloaded(ILogger log, int count);

    [LoggerMessage(31, LogLevel.Error, "The key file was not read again, the keys stay as they were: {Reason}")]
    private static partial void LogKept(ILogger log, string reason);
}
