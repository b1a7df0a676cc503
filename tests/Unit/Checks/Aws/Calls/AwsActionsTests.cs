using System.IO.Enumeration;
using System.Reflection;
using System.Text.Json;
using EksGrader.Checks.Aws;

namespace EksGrader.Tests.Unit.Checks.Aws.Calls;

public sealed class AwsActionsTests
{
    [Fact]
    public void SessionPolicy_OfAReadingSession_AllowsEveryAction()
    {
        using var policy = JsonDocument.Parse(AssumedRoles.ReadingOnly);
        var allowed = policy.RootElement.GetProperty("Statement")[0].GetProperty("Action").EnumerateArray().Select(a => a.GetString() ?? "").ToList();

        Assert.All(All, action => Assert.Contains(allowed, pattern => FileSystemName.MatchesSimpleExpression(pattern, action)));
        // IAM user guide, "IAM and AWS STS quotas".
        Assert.InRange(AssumedRoles.ReadingOnly.Length, 1, 2048);
    }

    [Fact]
    public void Actions_AreOfServicesThatIamKnows() => Assert.All(All, action => Assert.Contains(
        action.Split(':')[0], (string[])["aps", "autoscaling", "cloudwatch", "codepipeline", "ec2", "ecr", "eks", "elasticloadbalancing", "grafana", "logs"]));

    [Fact]
    public void Policy_OfAKnownCluster_AllowsItsPartsAlone()
    {
        using var policy = JsonDocument.Parse(AwsPolicies.AllowReads([AwsActions.DescribeAlarms, AwsActions.DescribeCluster, AwsActions.DescribeAddonVersions, .. AwsActions.AccessEntries], "ap-northeast-2", "web"));

        var statements = policy.RootElement.GetProperty("Statement");
        Assert.Equal((string[])["cloudwatch:DescribeAlarms", "eks:DescribeAddonVersions", "eks:DescribeCluster"], statements[0].GetProperty("Action").EnumerateArray().Select(a => a.GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(AwsActions.AccessEntries, statements[1].GetProperty("Action").EnumerateArray().Select(a => a.GetString()));
        Assert.Equal((string[])["arn:aws:eks:ap-northeast-2:*:*/web", "arn:aws:eks:ap-northeast-2:*:*/web/*"], statements[1].GetProperty("Resource").EnumerateArray().Select(a => a.GetString()));
    }

    [Fact]
    public void Policy_OfAClusterThatIsNotKnown_HasNoPlaceholder() =>
        Assert.Equal(AwsPolicies.Allow(AwsActions.AccessEntries, indented: true), AwsPolicies.AllowReads(AwsActions.AccessEntries, null, null));

    private static IReadOnlyList<string> All =>
        [.. typeof(AwsActions).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)(f.GetRawConstantValue() ?? ""))];
}
