using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageSearch.Cluster.Members;

/// <summary>By what nodes know each other: a certificate each, all of one authority that signs nodes alone.</summary>
/// <param name="certificate">This node's, with its key.</param>
/// <param name="authorities">The authority's; two while one takes the other's place.</param>
internal sealed class NodeTls(X509Certificate2 certificate, X509Certificate2Collection authorities)
{
    /// <summary>This node's certificate.</summary>
    public X509Certificate2 Certificate => certificate;

    /// <summary>Reads files.</summary>
    /// <param name="certificatePath">The node's certificate (PEM).</param>
    /// <param name="keyPath">Its key (PEM).</param>
    /// <param name="authorityPath">The authority's certificate (PEM); or those of two, while one takes the other's place.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file is not what it should be.</exception>
    public static NodeTls Read(string certificatePath, string keyPath, string authorityPath)
    {
        using X509Certificate2 pem = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);

        // Windows' TLS takes no key that is nowhere but in memory.
        X509Certificate2 own = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(authorityPath);
        var made = new NodeTls(own, authorities);
        return made.IsOfCluster(own) ? made : throw new CryptographicException(
            $"The certificate '{certificatePath}' is not of the authority '{authorityPath}', or not valid today "
            + $"({own.NotBefore:u} to {own.NotAfter:u}): other nodes would refuse this one.");
    }

    /// <summary>Whether another node's certificate is one of the authority. Which machine it names does not matter: it is the authority
    /// that makes a node one of the cluster.</summary>
    public bool IsOfCluster(X509Certificate? other)
    {
        if (other is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        using X509Certificate2 known = X509CertificateLoader.LoadCertificate(other.GetRawCertData());
        return chain.Build(known);
    }

    /// <inheritdoc cref="IsOfCluster(X509Certificate?)"/>
    public bool IsOfCluster(X509Certificate2? other, X509Chain? chain, SslPolicyErrors errors) => IsOfCluster(other);
}
