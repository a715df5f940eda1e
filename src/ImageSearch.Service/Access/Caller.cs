using Microsoft.AspNetCore.Http;

namespace ImageSearch.Service.Access;

/// <summary>Who asks, as far as a key says it.</summary>
/// <param name="Key">Its key; null where none is asked for, or none that counts was sent.</param>
internal sealed record Caller(ApiKey? Key)
{
    private static readonly Caller Anybody = new((ApiKey?)null);

    /// <summary>Who asks in this request.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? Anybody;

    /// <summary>The key's name for logs.</summary>
    public string Name => Key?.Name ?? "no key";

    /// <summary>Whether an index may be seen; one that may not is to this caller as if it were not there.</summary>
    public bool MaySee(string index) => Key?.IsFor(index) ?? true;
}
