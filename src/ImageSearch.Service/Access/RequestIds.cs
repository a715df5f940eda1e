using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace ImageSearch.Service.Access;

/// <summary>The id of each request, which its client gave or which is made here; the log, refusals and the answer repeat it.</summary>
internal sealed class RequestIds(RequestDelegate next)
{
    /// <summary>The header that has it.</summary>
    public const string Header = "X-Request-Id";

    /// <summary>Longer ids are not taken from a client.</summary>
    public const int MaxCharacters = 64;

    private const int MadeBytes = 8;

    public Task InvokeAsync(HttpContext context)
    {
        string id = context.Request.Headers[Header] is [{ } given] && IsSane(given) ? given
            : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(MadeBytes));
        context.TraceIdentifier = id;
        context.Response.Headers[Header] = id;
        return next(context);
    }

    /// <summary>Nothing in it can end a line of the log, or be taken for another part of it.</summary>
    private static bool IsSane(string id) =>
        id.Length is > 0 and <= MaxCharacters && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
