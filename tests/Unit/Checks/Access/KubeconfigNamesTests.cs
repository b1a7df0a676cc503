using EksGrader.Checks.Access;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Tests.Unit.Checks.Access;

/// <summary>What a kubeconfig says of its cluster is used for commands, prices and titles.</summary>
public sealed class KubeconfigNamesTests(SampleKubeconfigs made) : IClassFixture<SampleKubeconfigs>
{
    private const string Seoul = "https://ABC.gr7.ap-northeast-2.eks.amazonaws.com";

    [Theory]
    [InlineData(Seoul, "arn:aws:eks:ap-northeast-2:111122223333:cluster/shop", "ap-northeast-2", "shop")]
    [InlineData(Seoul, "admin@shop.ap-northeast-2.eksctl.io", "ap-northeast-2", "shop")]
    [InlineData(Seoul, "exam", "ap-northeast-2", null)]
    [InlineData(Seoul, "arn:aws:eks:us-east-1:111122223333:cluster/left-over", "ap-northeast-2", null)]
    [InlineData("https://kube.test", "arn:aws:eks:us-east-1:111122223333:cluster/shop", "us-east-1", "shop")]
    [InlineData("https://kube.test", "arn:aws:eks:us-east-1:111122223333:cluster/a';rm -rf ~", null, null)]
    [InlineData("https://kube.test", "exam", null, null)]
    public void AccessFacts_OfAKubeconfig_AreThoseOfItsServerAndNames(string server, string context, string? region, string? name)
    {
        var read = KubeconfigReader.Read(made.Yaml(server: server).Replace("exam", $"\"{context}\"", StringComparison.Ordinal)).Value;
        Assert.NotNull(read);

        var facts = AccessFacts.Of(AccessKind.Kubeconfig, new ClusterAccess(read, null));

        Assert.Equal((region, name), (facts.Region, facts.ClusterName));
    }

    [Fact]
    public void AccessFacts_WithAwsAccess_AreItsOwn()
    {
        var read = KubeconfigReader.Read(made.Yaml(server: Seoul).Replace("exam", "admin@shop.ap-northeast-2.eksctl.io", StringComparison.Ordinal)).Value;

        var facts = AccessFacts.Of(AccessKind.Kubeconfig, new ClusterAccess(read, new AwsAccess.Own("us-east-1", "named")));

        Assert.Equal(("us-east-1", "named"), (facts.Region, facts.ClusterName));
    }

    [Fact]
    public void Fields_OfWhatTheContextUses_AreFoundWithTheirLines()
    {
        var fields = KubeconfigFields.Find(made.Yaml());

        Assert.Equal(
            new KubeconfigFields(new("clusters[0].cluster.server", 8), new("clusters[0].cluster.certificate-authority-data", 9), new("users[0].user.token", 20)),
            fields);
        Assert.Null(KubeconfigFields.Find("nothing"));
    }
}
