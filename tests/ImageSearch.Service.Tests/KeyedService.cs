using Microsoft.Extensions.DependencyInjection;

namespace ImageSearch.Service.Tests;

/// <summary>A service of two indexes, photos and second, that asks for keys.</summary>
internal sealed class KeyedService(RunningService service, IReadOnlyList<string> keys) : IAsyncDisposable
{
    public RunningService Service => service;

    public string KeyFile => service.Folder.At("keys");

    /// <summary>Starts one with the keys that are made.</summary>
    /// <param name="make">Makes keys in a file.</param>
    /// <param name="change">Changes its options further.</param>
    /// <param name="services">Other parts in place of some.</param>
    public static async Task<KeyedService> StartAsync(Func<string, string[]> make, Func<ServiceOptions, ServiceOptions>? change = null,
        Action<IServiceCollection>? services = null)
    {
        string[] keys = [];
        RunningService service = await RunningService.StartAsync(
            (options, folder) =>
            {
                keys = make(folder.At("keys"));
                File.Copy(options.Indexes[0].Path, folder.At("second.imgidx"));
                options = options with
                {
                    Indexes = [.. options.Indexes, new IndexSource("second", folder.At("second.imgidx"))],
                    KeyFile = folder.At("keys"),
                    UploadFolder = folder.At("uploads"),
                };
                return change?.Invoke(options) ?? options;
            },
            services);
        return new KeyedService(service, keys);
    }

    /// <summary>Sends a request with one of the keys.</summary>
    public Task<HttpResponseMessage> SendAsync(int key, string path, HttpMethod? method = null, HttpContent? body = null) =>
        SendAsync(keys[key], path, method, body);

    public Task<HttpResponseMessage> SendAsync(string key, string path, HttpMethod? method = null, HttpContent? body = null) =>
        service.Client.SendAsync(new HttpRequestMessage(method ?? (body is null ? HttpMethod.Get : HttpMethod.Post), path)
        {
            Content = body,
            Headers = { { "X-Api-Key", key } },
        });

    public ValueTask DisposeAsync() => service.DisposeAsync();
}
