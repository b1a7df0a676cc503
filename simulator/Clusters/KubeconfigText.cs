using System.Buffers.Text;
using System.Text;
using EksGrader.Simulator.Net;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Clusters;

/// <summary>Writes a kubeconfig with everything inline, as the grader asks for it.</summary>
internal static class KubeconfigText
{
    public static string Write(PracticeIdentity identity, ClusterCertificates certificates, bool clientCertificate, string token)
    {
        var text = new StringBuilder()
            .Append("apiVersion: v1\nkind: Config\nclusters:\n- name: ").Append(identity.Arn)
            .Append("\n  cluster:\n    server: ").Append(identity.Server.GetLeftPart(UriPartial.Authority))
            .Append("\n    certificate-authority-data: ").Append(Base64(certificates.AuthorityPem))
            .Append("\ncontexts:\n- name: eks-grader\n  context:\n    cluster: ").Append(identity.Arn)
            .Append("\n    user: eks-grader\ncurrent-context: eks-grader\npreferences: {}\nusers:\n- name: eks-grader\n  user:\n");
        if (clientCertificate)
        {
            var (certificate, key) = certificates.IssueClient("eks-grader");
            text.Append("    client-certificate-data: ").Append(Base64(certificate)).Append("\n    client-key-data: ").Append(Base64(key)).Append('\n');
        }
        else
        {
            text.Append("    token: ").Append(token).Append('\n');
        }

        return text.ToString();
    }

    private static string Base64(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
}

/// <summary>A token that looks like a ServiceAccount's. Its signature is none: only the cluster that made it takes it.</summary>
internal static class ServiceAccountToken
{
    /// <summary>The user of the token that students submit.</summary>
    public const string User = "system:serviceaccount:default:eks-grader";

    /// <summary>The user of the token that students keep.</summary>
    public const string Owner = "system:serviceaccount:kube-system:owner";

    public static string Create(PracticeIdentity identity, string who)
    {
        var head = Base64Url.EncodeToString("""{"alg":"RS256","kid":"practice"}"""u8);
        var claims = $$"""{"aud":["https://kubernetes.default.svc"],"iss":"https://oidc.eks.{{identity.Region}}.amazonaws.com/id/{{identity.Ids.Hex("oidc", 32)}}","sub":"{{User}}"}""";
        return $"{head}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{identity.Ids.Hex(who + "-token", 86)}";
    }
}
