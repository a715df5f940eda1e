using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Tests;

/// <summary>What a service logs, exceptions in full.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, string Text)> _lines = [];

    public IReadOnlyCollection<string> Texts => [.. _lines.Select(l => l.Text)];

    /// <summary>The lines of one category.</summary>
    public IReadOnlyCollection<string> Of(string category) => [.. _lines.Where(l => l.Category == category).Select(l => l.Text)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter) =>
            lines._lines.Enqueue((category, $"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : "\n" + exception)}"));
    }
}
