using System.Text;
using EksGrader.Tests.Support.Net;

namespace EksGrader.Tests.Unit.Checks.Access;

/// <summary>SampleKubeconfigs as people hand them in, from one authority and one key for all tests: making keys is slow.</summary>
public sealed class SampleKubeconfigs : IDisposable
{
    private readonly TestAuthority authority = new();

    public SampleKubeconfigs()
    {
        var (certificate, key) = authority.ForClient("student");
        ClientCertificate = Base64(certificate);
        ClientKey = Base64(key);
        OtherKey = Base64(authority.ForClient("other").KeyPem);
    }

    public string Authority => Base64(authority.Pem);

    public string ClientCertificate { get; }

    public string ClientKey { get; }

    public string OtherKey { get; }

    public string ClientCertificateAndKey => $"client-certificate-data: {ClientCertificate}\n    client-key-data: {ClientKey}";

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>A kubeconfig as <c>kubectl config view --minify --flatten --raw</c> writes it.</summary>
    public string Yaml(string user = "token: abc.def-123", string server = "https://ABC.gr7.eu-west-1.eks.amazonaws.com", string cluster = "", string? authorityField = null) =>
        string.Join(
            '\n',
            "apiVersion: v1",
            "kind: Config",
            "preferences: {}",
            "current-context: exam",
            "clusters:",
            "- name: eks",
            "  cluster:",
            $"    server: {server}",
            $"    {authorityField ?? $"certificate-authority-data: {Authority}"}",
            $"    {cluster}",
            "contexts:",
            "- name: exam",
            "  context:",
            "    cluster: eks",
            "    user: student",
            "    namespace: default",
            "users:",
            "- name: student",
            "  user:",
            $"    {user}",
            "");

    public string Json(string server = "https://10.0.0.1:6443/k8s/") =>
        $$"""
        {
        	"apiVersion": "v1", "kind": "Config", "current-context": "exam",
        	"clusters": [{ "name": "eks", "cluster": { "server": "{{server}}", "certificate-authority-data": "{{Authority}}" } }],
        	"contexts": [{ "name": "exam", "context": { "cluster": "eks", "user": "student" } }],
        	"users": [{ "name": "student", "user": { "token": "abc" } }]
        }
        """;

    public void Dispose() => authority.Dispose();
}
