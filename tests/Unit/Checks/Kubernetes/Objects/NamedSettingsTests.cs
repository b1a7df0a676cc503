using System.Text.Json;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Kubernetes.Objects;

/// <summary>ConfigMaps that are read by name, each with the keys that it is about.</summary>
public sealed class NamedSettingsTests
{
    private const string Rows = """
        {"metadata":{"name":"aws-auth","namespace":"kube-system"},"data":{
          "mapRoles":"- rolearn: arn:aws:iam::111122223333:role/path/nodes\n  username: system:node:{{EC2PrivateDNSName}}\n  groups:\n  - system:bootstrappers\n  - system:nodes\n- rolearn: arn:aws:iam::111122223333:role/viewers\n  username: arn:aws:sts::111122223333:assumed-role/viewers/{{SessionName}}\n  groups: [viewers]\n",
          "mapUsers":"- userarn: arn:aws:iam::111122223333:user/ann\n  username: ann\n- userarn: nonsense\n",
          "mapAccounts":"- \"111122223333\"\n"}}
        """;

    [Fact]
    public void AwsAuth_TellsWhoIsWho_WithoutAccounts()
    {
        var auth = JsonSerializer.Deserialize(Rows, AwsAuth.Json)!;
        var recorded = JsonSerializer.Serialize(auth, AwsAuth.Json);

        Assert.Equal([("role", "nodes"), ("role", "viewers"), ("user", "ann")], auth.Data.Rows.Select(r => (r.Principal.Kind, r.Principal.Name)));
        Assert.Equal(["system:bootstrappers", "system:nodes", "viewers"], auth.Data.Rows.SelectMany(r => r.Groups));
        Assert.Equal(AwsPrincipal.Of("arn:aws:iam::111122223333:user/ann"), auth.Data.Rows[2].Principal);
        Assert.False(auth.Data.IsCut);
        Assert.DoesNotContain("111122223333", recorded, StringComparison.Ordinal);
        Assert.Equal(recorded, JsonSerializer.Serialize(JsonSerializer.Deserialize(recorded, AwsAuth.Json)!, AwsAuth.Json));
    }

    [Theory]
    [InlineData("""{"data":{"mapRoles":"rolearn: x"}}""", true)]
    [InlineData("""{"data":{"mapRoles":"- &a {rolearn: x}\n- *a"}}""", true)]
    [InlineData("""{"data":{"mapRoles":"[]\n"}}""", false)]
    [InlineData("""{"data":null}""", false)]
    public void AwsAuth_ThatCannotBeRead_SaysSo(string document, bool isCut)
    {
        var auth = JsonSerializer.Deserialize(document, AwsAuth.Json)!;

        Assert.Empty(auth.Data.Rows);
        Assert.Equal(isCut, auth.Data.IsCut);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void VpcCni_TellsWhetherPoliciesHold(string value, bool on)
    {
        var read = JsonSerializer.Deserialize($$$$"""{"data":{"enable-network-policy-controller":"{{{{value}}}}","other":"HIDDEN"}}""", VpcCniSettings.Json)!;

        Assert.Equal(on, read.EnforcesPolicies);
        Assert.DoesNotContain("HIDDEN", JsonSerializer.Serialize(read, VpcCniSettings.Json), StringComparison.Ordinal);
    }

    [Fact]
    public void FargateLogging_TellsOutputsAndGroups()
    {
        var read = JsonSerializer.Deserialize("""{"data":{"filters.conf":"[FILTER]\n    Name HIDDEN","output.conf":"[OUTPUT]\n    Name cloudwatch_logs\n    Match   *\n    log_group_name fluent-bit-cloudwatch\n    secret HIDDEN\n[OUTPUT]\n    Name  Kinesis\n"}}""", FargateLogging.Json)!;
        var recorded = JsonSerializer.Serialize(read, FargateLogging.Json);

        Assert.Equal([new LogOutput("cloudwatch_logs", "fluent-bit-cloudwatch"), new LogOutput("kinesis")], read.Data);
        Assert.True(read.WritesToCloudWatch);
        Assert.DoesNotContain("HIDDEN", recorded, StringComparison.Ordinal);
        Assert.Equal(read.Data, JsonSerializer.Deserialize(recorded, FargateLogging.Json)!.Data);
    }

    [Fact]
    public async Task Find_GivesTheOneOfThatName_OrNone()
    {
        var cluster = new FakeCluster().With(new VpcCniSettings { Metadata = Make.Meta("amazon-vpc-cni", "kube-system"), Data = new VpcCniData { NetworkPolicyController = "true" } })
            .With(new ConfigMap { Metadata = Make.Meta("aws-auth", "kube-system") }).Build();

        Assert.True((await cluster.Kubernetes.FindAsync<VpcCniSettings>(VpcCniSettings.Namespace, VpcCniSettings.Name, TestContext.Current.CancellationToken))?.EnforcesPolicies);
        Assert.Null(await cluster.Kubernetes.FindAsync<AwsAuth>(AwsAuth.Namespace, AwsAuth.Name, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task TheWordOfAnObservation_IsOne()
    {
        var cluster = new FakeCluster().Build();

        var word = await cluster.NonceAsync(TestContext.Current.CancellationToken);

        Assert.Equal(word, await cluster.NonceAsync(TestContext.Current.CancellationToken));
        Assert.NotEqual(word, Nonce.Make());
        Assert.Matches("^[a-z2-7]{16}$", word.Text);
        Assert.Equal($"http://lb.example/a?x=1&eksgrader={word.Text}", word.On(new Uri("http://lb.example/a?x=1")).ToString());
        Assert.Equal($"http://lb.example/?eksgrader={word.Text}", word.On(new Uri("http://lb.example")).ToString());
    }
}
