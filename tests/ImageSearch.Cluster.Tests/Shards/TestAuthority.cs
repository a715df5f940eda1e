using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageSearch.Cluster.Members;

namespace ImageSearch.Cluster.Tests.Shards;

/// <summary>Signs nodes' certificates.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=Nodes", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>A certificate, its key and the authority's, as files that begin so.</summary>
    public (string Certificate, string Key, string Authority) Write(string path)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.Create(_certificate, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(12),
            RandomNumberGenerator.GetBytes(8));
        (string, string, string) files = (path + ".crt", path + ".key", path + "-authority.crt");
        File.WriteAllText(files.Item1, made.ExportCertificatePem());
        File.WriteAllText(files.Item2, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(files.Item3, _certificate.ExportCertificatePem());
        return files;
    }

    public NodeTls Issue(string path)
    {
        (string certificate, string key, string authority) = Write(path);
        return NodeTls.Read(certificate, key, authority);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
