using System.Text.Json;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Tests.Unit.Checks.Aws.Calls;

public sealed class EksCallsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DescribeCluster_Fresh_KeepsWhatChecksJudge()
    {
        await using var asked = await AskedAws.StartAsync();

        var cluster = await asked.Aws.DescribeClusterAsync(Token);

        Assert.Equal((true, false, "API_AND_CONFIG_MAP", "EXTENDED", false, "eks.15"), (cluster.PublicEndpoint, cluster.PrivateEndpoint, cluster.AuthenticationMode, cluster.SupportType, cluster.AutoMode, cluster.PlatformVersion));
        Assert.Equal(["0.0.0.0/0"], cluster.PublicCidrs);
        Assert.Equal("sg-0c1", cluster.ClusterSecurityGroup);
        Assert.Empty(cluster.LogsOn);
        Assert.Empty(cluster.Issues);
    }

    [Fact]
    public async Task DescribeCluster_LogsOnInTwoEntries_AreAllOn()
    {
        await using var asked = await AskedAws.StartAsync(("eks:DescribeCluster", """
            {"logging":{"clusterLogging":[{"types":["api"],"enabled":true},{"types":["scheduler"],"enabled":false},{"types":["audit"],"enabled":true}]},
             "encryptionConfig":[{"resources":["secrets"],"provider":{"keyArn":"arn:aws:kms:x:111122223333:key/hidden"}}],
             "health":{"issues":[{"code":"Ec2SubnetNotFound","message":"said","resourceIds":["subnet-1"]}]},"computeConfig":{"enabled":true,"nodePools":["system"]}}
            """));

        var cluster = await asked.Aws.DescribeClusterAsync(Token);

        Assert.Equal(["api", "audit"], cluster.LogsOn.Order(StringComparer.Ordinal));
        Assert.Equal(["secrets"], cluster.Encrypted);
        Assert.Equal(["Ec2SubnetNotFound"], cluster.Issues);
        Assert.Equal((true, "system"), (cluster.AutoMode, Assert.Single(cluster.NodePools)));
        Assert.DoesNotContain("hidden", asked.Recorded, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("good-network")]
    [InlineData("good-keys")]
    public async Task ListAccessEntries_OfAFreshCluster_TellsWhoGradesAndHidesAccounts(string kind)
    {
        await using var asked = await AskedAws.StartAsync(kind);

        var entries = await asked.Aws.Eks.ListAccessEntriesAsync(Token);

        Assert.Equal(["student", "NodeInstanceRole", "eks-grader"], entries.Items.Select(e => e.Principal.Name));
        Assert.Equal(["STANDARD", "EC2_LINUX", "STANDARD"], entries.Items.Select(e => e.Type));
        Assert.Equal([false, false, true], entries.Items.Select(e => e.IsGrader));
        var policy = Assert.Single(entries.Items[0].Policies);
        Assert.Equal(("AmazonEKSClusterAdminPolicy", "cluster", 0), (policy.Name, policy.Scope, policy.Namespaces.Count));
        Assert.Equal(["system:nodes"], entries.Items[1].Groups);
        Assert.False(entries.Cut);
        var arn = (await asked.Aws.DescribeClusterAsync(Token)).Arn;
        Assert.DoesNotContain(ClusterArn.AccountOf(arn) ?? "?", asked.Log.Answers["aws eks list-access-entries"], StringComparison.Ordinal);
        Assert.EndsWith(":user/student", entries.Items[0].Username, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAccessEntries_OfModeConfigMap_AreNone()
    {
        await using var asked = await AskedAws.StartAsync(("eks:ListAccessEntries", "! 400 InvalidRequestException"));

        var entries = await asked.Aws.Eks.ListAccessEntriesAsync(Token);

        Assert.Equal((0, false), (entries.Items.Count, entries.Cut));
    }

    [Fact]
    public async Task ListAccessEntries_MoreThanAreAskedAbout_AreCut()
    {
        var many = string.Join(',', Enumerable.Range(0, 26).Select(i => $"\"arn:aws:iam::{{account}}:user/u{i}\""));
        await using var asked = await AskedAws.StartAsync(("eks:ListAccessEntries", $$"""{"accessEntries":[{{many}}]}"""));

        var entries = await asked.Aws.Eks.ListAccessEntriesAsync(Token);

        Assert.Equal((25, true), (entries.Items.Count, entries.Cut));
    }

    [Fact]
    public async Task ListAccessEntries_GoneMeanwhile_IsLeftOut()
    {
        await using var asked = await AskedAws.StartAsync(("eks:DescribeAccessEntry", "! 404 ResourceNotFoundException"));

        Assert.Empty((await asked.Aws.Eks.ListAccessEntriesAsync(Token)).Items);
    }

    [Fact]
    public async Task ListUpdates_OfTheCluster_KeepWhatTheyAskedFor()
    {
        await using var asked = await AskedAws.StartAsync(
            ("eks:ListUpdates", """{"updateIds":["new","old"]}"""),
            ("eks:DescribeUpdate new", """{"update":{"id":"new","type":"VersionUpdate","status":"Successful","createdAt":1764550000.5,"params":[{"type":"Version","value":"1.34"},{"type":"ServiceAccountRoleArn","value":"arn:hidden"}],"errors":[]}}"""),
            ("eks:DescribeUpdate old", """{"update":{"id":"old","type":"SomethingNew","status":"Failed","createdAt":1764540000,"params":[],"errors":[{"errorCode":"PodEvictionFailure","errorMessage":"hidden","resourceIds":["i-1"]}]}}"""));

        var updates = (await asked.Aws.Eks.ListUpdatesAsync(cancellationToken: Token)).Items;

        Assert.Equal(["old", "new"], updates.Select(u => u.Id));
        Assert.Equal(("SomethingNew", "Failed", "PodEvictionFailure"), (updates[0].Type, updates[0].Status, Assert.Single(updates[0].Errors)));
        Assert.Equal("1.34", Assert.Single(updates[1].Parameters).Value);
        Assert.DoesNotContain("hidden", asked.Recorded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListUpdates_OfANodegroup_AsksForIt()
    {
        await using var asked = await AskedAws.StartAsync(
            ("eks:ListUpdates ng-1", """{"updateIds":["u"]}"""), ("eks:DescribeUpdate u", """{"update":{"id":"u","type":"ConfigUpdate","status":"InProgress"}}"""));

        Assert.Empty((await asked.Aws.Eks.ListUpdatesAsync(cancellationToken: Token)).Items);
        Assert.Equal("ConfigUpdate", Assert.Single((await asked.Aws.Eks.ListUpdatesAsync("ng-1", Token)).Items).Type);
    }

    [Fact]
    public async Task Addons_Nodegroups_Versions_OfAFreshCluster_AreRead()
    {
        await using var asked = await AskedAws.StartAsync();

        var addons = (await asked.Aws.Eks.ListAddonsAsync(Token)).Items;
        var groups = (await asked.Aws.Eks.ListNodegroupsAsync(Token)).Items;
        var fitting = (await asked.Aws.Eks.DescribeAddonVersionsAsync("1.33", "kube-proxy", Token)).Items;
        var versions = (await asked.Aws.Eks.DescribeClusterVersionsAsync(Token)).Items;

        Assert.Contains(addons, a => a is { Name: "kube-proxy", Status: "ACTIVE", Version: "v1.33.3-eksbuild.4" });
        var group = Assert.Single(groups);
        Assert.Equal(("ng-1", "ACTIVE", 2, 2, 2, false), (group.Name, group.Status, group.MinSize, group.MaxSize, group.DesiredSize, group.HasRemoteAccess));
        Assert.Equal("eks-ng-1-0123", Assert.Single(group.AutoScalingGroups));
        Assert.Equal([new AwsAddonVersion("v1.33.3-eksbuild.4", true)], fitting);
        Assert.Equal(["EXTENDED_SUPPORT", "STANDARD_SUPPORT", "STANDARD_SUPPORT", "STANDARD_SUPPORT"], versions.Select(v => v.Status));
        Assert.All(versions, v => Assert.True(v.StandardSupportEnds < v.ExtendedSupportEnds));
    }

    [Fact]
    public async Task Nodegroup_WithSshAndIssues_KeepsThem()
    {
        await using var asked = await AskedAws.StartAsync(("eks:DescribeNodegroup ng-1", """
            {"nodegroup":{"nodegroupName":"ng-1","status":"DEGRADED","scalingConfig":{"minSize":2,"maxSize":4,"desiredSize":3},"updateConfig":{"maxUnavailablePercentage":33},
             "remoteAccess":{"ec2SshKey":"my-key"},"health":{"issues":[{"code":"NodeCreationFailure"}]},"resources":{"remoteAccessSecurityGroup":"sg-ssh"}}}
            """));

        var group = Assert.Single((await asked.Aws.Eks.ListNodegroupsAsync(Token)).Items);

        Assert.Equal(("DEGRADED", 2, 4, 33, true, "sg-ssh"), (group.Status, group.MinSize, group.MaxSize, group.MaxUnavailablePercentage, group.HasRemoteAccess, group.RemoteAccessSecurityGroup));
        Assert.Equal(["NodeCreationFailure"], group.Issues);
        Assert.Empty(group.RemoteAccessFrom);
        Assert.DoesNotContain("my-key", asked.Recorded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Insights_Profiles_Capabilities_AreRead()
    {
        await using var asked = await AskedAws.StartAsync(
            ("eks:ListInsights", """{"insights":[{"id":"in-1","name":"Deprecated APIs removed in Kubernetes v1.34","category":"UPGRADE_READINESS","kubernetesVersion":"1.34","lastRefreshTime":1764550000,"insightStatus":{"status":"WARNING","reason":"hidden"}}]}"""),
            ("eks:DescribeInsight in-1", """{"insight":{"id":"in-1","categorySpecificSummary":{"deprecationDetails":[{"usage":"/apis/a/v1beta1/b","replacedWith":"/apis/a/v1/b","stopServingVersion":"1.34"}]}}}"""),
            ("eks:ListFargateProfiles", """{"fargateProfileNames":["batch"]}"""),
            ("eks:DescribeFargateProfile batch", """{"fargateProfile":{"fargateProfileName":"batch","status":"ACTIVE","createdAt":1764550000,"podExecutionRoleArn":"arn:hidden","selectors":[{"namespace":"ba*","labels":{"run":"batch"}}]}}"""),
            ("eks:ListCapabilities", """{"capabilities":[{"capabilityName":"cd","type":"ARGOCD","status":"ACTIVE"}]}"""),
            ("eks:DescribeCapability cd", """{"capability":{"capabilityName":"cd","type":"ARGOCD","status":"ACTIVE","version":"3.1","roleArn":"arn:hidden","configuration":{"argoCd":{"namespace":"argocd","serverUrl":"https://hidden","rbacRoleMappings":[{"role":"ADMIN"}]}}}}"""));

        var insight = Assert.Single((await asked.Aws.Eks.ListInsightsAsync(Token)).Items);
        var deprecated = Assert.Single((await asked.Aws.Eks.DescribeInsightAsync(insight.Id, Token)).Items);
        var profile = Assert.Single((await asked.Aws.Eks.ListFargateProfilesAsync(Token)).Items);
        var capability = Assert.Single((await asked.Aws.Eks.ListCapabilitiesAsync(Token)).Items);

        Assert.Equal(("WARNING", "1.34"), (insight.Status, insight.KubernetesVersion));
        Assert.Equal(new AwsDeprecation("/apis/a/v1beta1/b", "/apis/a/v1/b", "1.34"), deprecated);
        Assert.Equal(("ba*", "batch"), (Assert.Single(profile.Selectors).Namespace, profile.Selectors[0].Labels["run"]));
        Assert.Equal(("ARGOCD", "ACTIVE", "argocd"), (capability.Type, capability.Status, capability.Namespace));
        Assert.DoesNotContain("hidden", asked.Recorded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Denied_InTheMiddle_NamesTheRightThatIsMissing()
    {
        await using var asked = await AskedAws.StartAsync(("eks:DescribeAccessEntry", "! 403 AccessDeniedException"));

        var e = await Assert.ThrowsAsync<ReadException>(() => asked.Aws.Eks.ListAccessEntriesAsync(Token));

        Assert.Equal((ReadFailure.Denied, FaultDomain.Student, "eks:DescribeAccessEntry"), (e.Fault.Failure, e.Fault.Fault, e.Fault.Right));
    }

    [Fact]
    public async Task Throttled_IsAwssFaultAndMayPass()
    {
        await using var asked = await AskedAws.StartAsync(("eks:ListUpdates", "! 429 ThrottlingException"));

        var e = await Assert.ThrowsAsync<ReadException>(() => asked.Aws.Eks.ListUpdatesAsync(cancellationToken: Token));

        Assert.Equal((ReadFailure.Throttled, FaultDomain.Aws, true), (e.Fault.Failure, e.Fault.Fault, e.Fault.MayPass));
    }

    [Theory]
    [InlineData("arn:aws:iam::111122223333:role/team/dev/Viewer", "arn:aws:sts::111122223333:assumed-role/Viewer/hong")]
    [InlineData("arn:aws:iam::111122223333:user/team/hong", "arn:aws:iam::111122223333:user/hong")]
    public void Principal_OfTheSameRoleOrUser_IsEqual(string one, string other) => Assert.Equal(AwsPrincipal.Of(one), AwsPrincipal.Of(other));

    [Fact]
    public void Principal_OfAnotherAccount_IsNotEqual() =>
        Assert.NotEqual(AwsPrincipal.Of("arn:aws:iam::111122223333:role/Viewer"), AwsPrincipal.Of("arn:aws:iam::111122223334:role/Viewer"));

    [Fact]
    public void Principal_ComesBackFromARecording()
    {
        var principal = AwsPrincipal.Of("arn:aws:iam::111122223333:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS");

        Assert.True(principal is { IsService: true, Kind: "role" });
        Assert.Equal(principal, JsonSerializer.Deserialize<AwsPrincipal>(JsonSerializer.Serialize(principal)));
    }
}
