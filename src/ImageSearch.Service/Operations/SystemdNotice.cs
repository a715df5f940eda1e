using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Operations;

/// <summary>Tells systemd, where it asks (Type=notify), that the service listens and stops, and that it lives (WatchdogSec=).</summary>
internal sealed partial class SystemdNotice(IHostApplicationLifetime life, ILogger<SystemdNotice> log) : BackgroundService
{
    private static readonly ServiceState Alive = new("WATCHDOG=1");

    private readonly SystemdNotifier _notifier = new();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (_notifier.IsEnabled)
        {
            life.ApplicationStarted.Register(() => Tell(ServiceState.Ready));
            life.ApplicationStopping.Register(() => Tell(ServiceState.Stopping));
        }

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_notifier.IsEnabled || Watchdog() is not { } within)
        {
            return;
        }

        using var timer = new PeriodicTimer(within / 2);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                Tell(Alive);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    /// <summary>That nobody listens is no reason to end: the service serves all the same.</summary>
    private void Tell(ServiceState state)
    {
        try
        {
            _notifier.Notify(state);
        }
        catch (SocketException e)
        {
            LogNotTold(log, state.ToString(), e.Message);
        }
    }

    [LoggerMessage(42, LogLevel.Warning, "systemd was not told {State}: {Reason}")]
    private static partial void LogNotTold(ILogger log, string state, string reason);

    /// <summary>Within what time systemd wants to hear of it; null where it does not.</summary>
    private static TimeSpan? Watchdog()
    {
        string? process = Environment.GetEnvironmentVariable("WATCHDOG_PID"), time = Environment.GetEnvironmentVariable("WATCHDOG_USEC");
        bool isOurs = string.IsNullOrEmpty(process) || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return isOurs && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds)
            && microseconds is >= 2000 and < (long)1e12 ? TimeSpan.FromMicroseconds(microseconds) : null;
    }
}
