using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace EksGrader.Tests.Support.Kubernetes;

/// <summary>Kubeconfigs, and submissions with them.</summary>
public static class Kubeconfigs
{
    private static readonly string Authority = MakeAuthority();

    /// <summary>One that is accepted.</summary>
    public static string For(string host) => Of(host, "token: some-token");

    /// <summary>The one that <c>aws eks update-kubeconfig</c> writes.</summary>
    public static string WithExec() => Of("ABCDEF0123456789ABCDEF0123456789.gr7.ap-northeast-2.eks.amazonaws.com", """
        exec:
              apiVersion: client.authentication.k8s.io/v1beta1
              command: aws
              args: [--region, ap-northeast-2, eks, get-token, --cluster-name, my-cluster, --output, json]
        """);

    /// <summary>A submission as JSON.</summary>
    public static string Submission(string kubeconfig) => JsonSerializer.Serialize(new { access = new { kind = "kubeconfig", kubeconfig } });

    /// <summary>A submission that is accepted.</summary>
    public static string SubmissionFor(string host) => Submission(For(host));

    private static string Of(string host, string user) => $"""
        apiVersion: v1
        kind: Config
        current-context: lab
        clusters:
        - name: lab
          cluster:
            server: https://{host}
            certificate-authority-data: {Authority}
        contexts:
        - name: lab
          context: {"{ cluster: lab, user: me }"}
        users:
        - name: me
          user:
            {user}
        """;

    private static string MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=lab", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(certificate.ExportCertificatePem()));
    }
}
