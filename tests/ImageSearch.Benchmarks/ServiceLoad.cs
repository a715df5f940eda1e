using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;

namespace ImageSearch.Benchmarks;

/// <summary>Clients that ask a service, each one request after the other, and what came of it.</summary>
/// <param name="queries">What is asked for; each client begins at another.</param>
/// <param name="send">Asks.</param>
/// <param name="isRight">Whether an answer is the right one.</param>
internal sealed class ServiceLoad(ServiceQuery[] queries, Func<ServiceQuery, Task<HttpResponseMessage>> send,
    Func<ServiceQuery, string, bool> isRight)
{
    private readonly ConcurrentBag<double> _taken = [];
    private int _errors;
    private int _retried;
    private int _wrong;

    public int Errors => _errors;

    public int Wrong => _wrong;

    /// <summary>Runs so many clients until the time is up, and waits for their last answers.</summary>
    public Task RunAsync(int clients, CancellationToken end) => Task.WhenAll(Enumerable.Range(0, clients).Select(c => ClientAsync(c, end)));

    /// <summary>The figures, as lines of a report.</summary>
    public void Write(JsonObject json, string prefix, int seconds)
    {
        double[] sorted = [.. _taken.Order()];
        double At(double part) => Math.Round(sorted[(int)(part * (sorted.Length - 1))], 1);
        json[prefix + "searches"] = sorted.Length;
        json[prefix + "errors"] = _errors;
        json[prefix + "wrong"] = _wrong;
        json[prefix + "told_to_come_again"] = _retried;
        json[prefix + "searches_a_second"] = Math.Round(sorted.Length / (double)seconds, 1);
        json[prefix + "p50_ms"] = At(0.5);
        json[prefix + "p95_ms"] = At(0.95);
        json[prefix + "p99_ms"] = At(0.99);
    }

    private async Task ClientAsync(int first, CancellationToken end)
    {
        for (int i = first; !end.IsCancellationRequested; i++)
        {
            ServiceQuery query = queries[i % queries.Length];
            long start = Stopwatch.GetTimestamp();
            try
            {
                using HttpResponseMessage answer = await send(query);
                if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                {
                    // As clients do that heed Retry-After; the question is asked again.
                    Interlocked.Increment(ref _retried);
                    await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
                    i--;
                    continue;
                }

                string text = await answer.Content.ReadAsStringAsync(CancellationToken.None);
                _taken.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (!answer.IsSuccessStatusCode)
                {
                    Interlocked.Increment(ref _errors);
                }
                else if (!isRight(query, text))
                {
                    Interlocked.Increment(ref _wrong);
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                Interlocked.Increment(ref _errors);
            }
        }
    }
}
