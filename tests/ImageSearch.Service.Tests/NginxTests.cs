using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageSearch.Service.Access;
using ImageSearch.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Tests;

/// <summary>deploy/nginx.conf in a real nginx, its ports and certificate apart.</summary>
public sealed class NginxTests
{
    private const string Search = "/search/api/v1/indexes/photos/search";

    [NginxFact]
    public async Task TheExample_LeadsToTheService_WithItsPath_KeysAndAddresses()
    {
        var lines = new LogLines();
        string key = "";
        await using RunningService service = await RunningService.StartAsync(
            (o, folder) =>
            {
                key = ApiKeys.New(folder.At("keys"), "alice", KeyScope.Write);
                return o with
                {
                    KeyFile = folder.At("keys"),
                    UploadFolder = folder.At("uploads"),
                    PublicUrl = new Uri("https://images.example/search/"),
                    TrustedProxies = [IPAddress.Loopback],
                };
            },
            s => s.AddSingleton<ILoggerProvider>(lines));
        using var folder = new TemporaryFolder();
        int port = FreePort();
        using Process nginx = Start(folder, port, service.Url.Port);
        try
        {
            using HttpClient client = ClientOf(port);
            await UntilListeningAsync(nginx, port);
            using HttpResponseMessage page = await client.GetAsync("/search/");
            Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (page.StatusCode, page.Version));
            using HttpResponseMessage without = await client.PostAsync(Search, RunningService.Image([1]));
            await RunningService.RefusedAsync(without, 401, "KeyRequired");
            using HttpResponseMessage found = await client.SendAsync(Request(HttpMethod.Post, Search, key));
            string thumbnail = (string)(await RunningService.JsonOf(found))["matches"]![0]!["image"]!["thumbnail"]!;
            Assert.StartsWith("/search/api/v1/indexes/photos/images/", thumbnail, StringComparison.Ordinal);
            using HttpResponseMessage picture = await client.SendAsync(Request(HttpMethod.Get, thumbnail, key));
            Assert.Equal("image/jpeg", picture.Content.Headers.ContentType!.MediaType);
            using HttpResponseMessage added = await client.SendAsync(
                Request(HttpMethod.Post, "/search/api/v1/indexes/photos/images", key));
            Assert.Equal(HttpStatusCode.Created, added.StatusCode);
            Assert.StartsWith("/search/api/v1/", added.Headers.Location!.OriginalString, StringComparison.Ordinal);
            await LoggedAsync(lines, " 201 in ", "from 127.0.0.2");
            Assert.DoesNotContain(lines.Texts, t => t.Contains("192.0.2.9", StringComparison.Ordinal));
        }
        finally
        {
            nginx.Kill();
            await nginx.WaitForExitAsync();
        }
    }

    /// <summary>As the page sends it, and with an address that is not its sender's.</summary>
    private static HttpRequestMessage Request(HttpMethod method, string path, string key)
    {
        var request = new HttpRequestMessage(method, path)
        {
            Headers = { { "X-Api-Key", key }, { "X-Forwarded-For", "192.0.2.9" }, { "Sec-Fetch-Site", "same-origin" } },
        };
        if (method == HttpMethod.Post)
        {
            request.Headers.Add("Origin", "https://images.example");
            request.Content = RunningService.Image(RunningService.Copy("Wine", "scale50"));
        }

        return request;
    }

    private static Process Start(TemporaryFolder folder, int port, int servicePort)
    {
        using var secret = RSA.Create(2048);
        var request = new CertificateRequest("CN=images.example", secret, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(folder.At("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(folder.At("cert.key"), secret.ExportPkcs8PrivateKeyPem());
        string example = File.ReadAllText(Path.Combine(TestData.Repository, "deploy", "nginx.conf"));
        foreach ((string there, string here) in new[]
        {
            ("listen 443 ", $"listen 127.0.0.1:{port} "), ("http://127.0.0.1:5080;", $"http://127.0.0.1:{servicePort};"),
            ("/etc/ssl/images.example.pem", folder.At("cert.pem")), ("/etc/ssl/images.example.key", folder.At("cert.key")),
        })
        {
            Assert.Contains(there, example, StringComparison.Ordinal);
            example = example.Replace(there, here, StringComparison.Ordinal);
        }

        string temporary = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }
            .Select(name => $"{name}_temp_path {folder.At(name)};\n"));
        File.WriteAllText(folder.At("nginx.conf"), $$"""
            daemon off;
            master_process off;
            pid {{folder.At("pid")}};
            error_log stderr;
            events {}
            http {
            access_log off;
            {{temporary}}
            {{example}}
            }
            """);
        Process nginx = Process.Start(new ProcessStartInfo(NginxFactAttribute.Executable!, ["-c", folder.At("nginx.conf"), "-e", "stderr"])
        {
            RedirectStandardError = true,
        })!;
        return nginx;
    }

    /// <summary>From an address of its own, so that it can be told from nginx's.</summary>
    private static HttpClient ClientOf(int port) => new(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("https://images.example/"),
        DefaultRequestVersion = HttpVersion.Version20,
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task UntilListeningAsync(Process nginx, int port)
    {
        for (DateTime end = DateTime.UtcNow.AddSeconds(20); ; await Task.Delay(20))
        {
            Assert.True(!nginx.HasExited, nginx.HasExited ? await nginx.StandardError.ReadToEndAsync() : "");
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (DateTime.UtcNow < end)
            {
                // It is still starting.
            }
        }
    }

    private static async Task LoggedAsync(LogLines lines, string part, string end)
    {
        for (DateTime limit = DateTime.UtcNow.AddSeconds(20);
            !lines.Texts.Any(t => t.Contains(part, StringComparison.Ordinal) && t.EndsWith(end, StringComparison.Ordinal));)
        {
            Assert.True(DateTime.UtcNow < limit, string.Join('\n', lines.Texts));
            await Task.Delay(20);
        }
    }
}
