using System.Threading.RateLimiting;
using ImageSearch.Service.Measures;
using ImageSearch.Service.Problems;
using Microsoft.AspNetCore.Http;

namespace ImageSearch.Service.Access;

/// <summary>
/// How many requests each key may have at once and in a second; where there are no keys, each address. What needs no key has no such limit.
/// </summary>
internal sealed class ClientLimits(ServiceOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext>? _limiter = Limiters(options) is { Length: > 0 } limiters
        ? PartitionedRateLimiter.CreateChained(limiters) : null;

    /// <summary>Counts a request in until what it returns is disposed; null where nothing limits it.</summary>
    /// <exception cref="ServiceException">Its client has as many as it may.</exception>
    public IDisposable? Enter(HttpContext context)
    {
        if (_limiter is null || context.GetEndpoint()?.Metadata.GetMetadata<NeedsScope>() is null)
        {
            return null;
        }

        RateLimitLease lease = _limiter.AttemptAcquire(context);
        if (lease.IsAcquired)
        {
            return lease;
        }

        lease.Dispose();
        throw new ServiceException(429, "TooManyRequests",
            $"This server accepts {Words(options)} per key, or per client address where there are no keys; try again later.");
    }

    public void Dispose() => _limiter?.Dispose();

    private static PartitionedRateLimiter<HttpContext>[] Limiters(ServiceOptions options)
    {
        var limiters = new List<PartitionedRateLimiter<HttpContext>>();
        if (options.LimitRequestsPerSecond > 0)
        {
            limiters.Add(PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
                WhoOf(context), _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = options.LimitRequestsPerSecond,
                    TokensPerPeriod = options.LimitRequestsPerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                })));
        }

        if (options.LimitRequestsAtOnce > 0)
        {
            limiters.Add(PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetConcurrencyLimiter(
                WhoOf(context), _ => new ConcurrencyLimiterOptions { PermitLimit = options.LimitRequestsAtOnce })));
        }

        return [.. limiters];
    }

    /// <summary>No name of a key begins as an address does.</summary>
    private static string WhoOf(HttpContext context) =>
        Caller.Of(context).Key is { } key ? "key " + key.Name : ClientAddress.Of(context);

    private static string Words(ServiceOptions options) => string.Join(" and ", new[]
    {
        options.LimitRequestsAtOnce > 0 ? $"{options.LimitRequestsAtOnce} requests at once" : "",
        options.LimitRequestsPerSecond > 0 ? $"{options.LimitRequestsPerSecond} a second" : "",
    }.Where(w => w.Length > 0));
}
