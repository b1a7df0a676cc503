using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EksGrader.Tests.Support.Testbed;

/// <summary>The folder of one control plane: a CA of its own, the server's certificate, the administrator's, the key of service accounts.</summary>
internal sealed class ControlPlaneFiles : IDisposable
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(2);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("eksgrader-");

    public ControlPlaneFiles()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=testbed", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var authority = request.CreateSelfSigned(now - Validity, now + Validity);
        AuthorityPem = authority.ExportCertificatePem();
        Write("ca.crt", AuthorityPem);

        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes.default.svc");
        (ServerPem, var serverKey) = Issue(authority, "CN=kube-apiserver", "1.3.6.1.5.5.7.3.1", names.Build());
        Write("server.crt", ServerPem);
        Write("server.key", serverKey);
        (AdminPem, AdminKeyPem) = Issue(authority, "O=system:masters, CN=admin", "1.3.6.1.5.5.7.3.2", further: null);
        Write("admin.crt", AdminPem);
        Write("admin.key", AdminKeyPem);

        using var accounts = RSA.Create(2048);
        Write("sa.key", accounts.ExportRSAPrivateKeyPem());
    }

    /// <summary>The CA.</summary>
    public string AuthorityPem { get; }

    /// <summary>The server's certificate; no CA.</summary>
    public string ServerPem { get; }

    /// <summary>The administrator's certificate: group <c>system:masters</c>.</summary>
    public string AdminPem { get; }

    /// <summary>The administrator's key.</summary>
    public string AdminKeyPem { get; }

    /// <summary>The path of a file in the folder.</summary>
    public string this[string name] => Path.Combine(folder.FullName, name);

    /// <summary>Writes a file into the folder.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Makes a folder in the folder.</summary>
    public string Folder(string name) => folder.CreateSubdirectory(name).FullName;

    public void Dispose() => folder.Delete(recursive: true);

    private static (string Certificate, string Key) Issue(X509Certificate2 authority, string subject, string usage, X509Extension? further)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        if (further is not null)
        {
            request.CertificateExtensions.Add(further);
        }

        using var certificate = request.Create(authority, new DateTimeOffset(authority.NotBefore), new DateTimeOffset(authority.NotAfter), RandomNumberGenerator.GetBytes(12));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
