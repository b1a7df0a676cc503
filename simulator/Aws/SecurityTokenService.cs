using System.Globalization;
using EksGrader.Checks.Aws;
using EksGrader.Simulator.Clusters;

namespace EksGrader.Simulator.Aws;

/// <summary>STS: AssumeRole with the external id enforced, and GetCallerIdentity.</summary>
internal sealed class SecurityTokenService(AwsSessions sessions, Func<string, SimulatedCluster?> clusterOfAccount, TimeProvider time)
{
    private const string Xmlns = "https://sts.amazonaws.com/doc/2011-06-15/";

    public Task AnswerAsync(AwsRequest request, AwsSession session) => request.Action switch
    {
        "GetCallerIdentity" => XmlBody.WriteAsync(request.Context, "GetCallerIdentity", Xmlns, xml =>
        {
            xml.WriteElementString("Arn", session.Arn);
            xml.WriteElementString("UserId", $"AROA{session.AccessKeyId[4..]}:session");
            xml.WriteElementString("Account", ClusterArn.AccountOf(session.Arn));
        }),
        "AssumeRole" => AssumeRoleAsync(request, session),
        _ => throw AwsException.UnknownOperation("sts", request.Action),
    };

    private Task AssumeRoleAsync(AwsRequest request, AwsSession session)
    {
        var role = request.Parameter("RoleArn") ?? "";
        var name = request.Parameter("RoleSessionName") ?? "session";
        var now = time.GetUtcNow();
        var cluster = ClusterArn.AccountOf(role) is { } account ? clusterOfAccount(account) : null;
        if (cluster is null || !string.Equals(cluster.Identity.RoleArn, role, StringComparison.Ordinal)
            || !string.Equals(cluster.TrustedExternalId, request.Parameter("ExternalId"), StringComparison.Ordinal)
            || session.Cluster is not null)
        {
            // AWS does not tell which of these it was.
            throw new AwsException(403, "AccessDenied", $"User: {session.Arn} is not authorized to perform: sts:AssumeRole on resource: {role}");
        }

        cluster.Asked(now);
        var seconds = int.TryParse(request.Parameter("DurationSeconds"), CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 900, 3600) : 3600;
        var arn = $"arn:aws:sts::{cluster.Identity.AccountId}:assumed-role/eks-grader/{name}";
        var assumed = sessions.CreateTemporary(arn, cluster, now.AddSeconds(seconds));
        return XmlBody.WriteAsync(request.Context, "AssumeRole", Xmlns, xml =>
        {
            xml.WriteStartElement("AssumedRoleUser");
            xml.WriteElementString("AssumedRoleId", $"AROA{assumed.AccessKeyId[4..]}:{name}");
            xml.WriteElementString("Arn", arn);
            xml.WriteEndElement();
            xml.WriteStartElement("Credentials");
            xml.WriteElementString("AccessKeyId", assumed.AccessKeyId);
            xml.WriteElementString("SecretAccessKey", assumed.Secret);
            xml.WriteElementString("SessionToken", assumed.SessionToken);
            xml.WriteElementString("Expiration", assumed.Expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            xml.WriteEndElement();
        });
    }
}
