using Microsoft.AspNetCore.Http;

namespace ImageSearch.Service.Access;

/// <summary>What holds for every request: its connection is not idle, and HEAD is answered as GET is, without the body.</summary>
internal sealed class RequestMiddleware(RequestDelegate next, Connections connections)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using IDisposable busy = connections.Request(context.Connection.Id);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        // The server knows the method by itself, and sends no body.
        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
        }
    }
}
