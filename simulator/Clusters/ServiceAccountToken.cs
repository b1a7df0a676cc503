using System.Buffers.Text;
using System.Text;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Clusters;

/// <summary>A token that looks like a ServiceAccount's. Its signature is none: only the cluster that made it takes it.</summary>
internal static class ServiceAccountToken
{
    /// <summary>The user of the token that students hand in.</summary>
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
