using System.Net;
using Microsoft.AspNetCore.Http;

namespace ImageSearch.Service.Measures;

/// <summary>Who asks, as logs name it.</summary>
internal static class ClientAddress
{
    /// <summary>The address that a request came from, an IPv4 one as such; a dash where there is none.</summary>
    public static string Of(HttpContext context)
    {
        IPAddress? address = context.Connection.RemoteIpAddress;
        return address is null ? "-" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
