using EksGrader.Checks.Aws.Hosts;

namespace EksGrader.Tests.Unit.Checks.Aws.Hosts;

public sealed class LoadBalancerHostTests
{
    [Theory]
    [InlineData("a0b1c2d3e4f5061728394a5b6c7d8e9f-1178495353.ap-northeast-2.elb.amazonaws.com", "a0b1c2d3e4f5061728394a5b6c7d8e9f", "ap-northeast-2", false, false)]
    [InlineData("A0B1C2D3E4F5061728394A5B6C7D8E9F-1178495353.AP-NORTHEAST-2.ELB.AMAZONAWS.COM.", "a0b1c2d3e4f5061728394a5b6c7d8e9f", "ap-northeast-2", false, false)]
    [InlineData("internal-web-1178495353.cn-north-1.elb.amazonaws.com.cn", "web", "cn-north-1", false, true)]
    [InlineData("dualstack.k8s-shop-web-0123456789-55.us-east-1.elb.amazonaws.com", "k8s-shop-web-0123456789", "us-east-1", false, false)]
    [InlineData("k8s-shop-web-0123456789-fc1139a735d6d8f9.elb.eu-west-1.amazonaws.com", "k8s-shop-web-0123456789", "eu-west-1", true, false)]
    [InlineData("k8s-shop-web-0123456789-fc1139a735d6d8f9.elb.cn-northwest-1.amazonaws.com.cn", "k8s-shop-web-0123456789", "cn-northwest-1", true, false)]
    [InlineData("web-1178495353.eusc-de-east-1.elb.amazonaws.eu", "web", "eusc-de-east-1", false, false)]
    [InlineData("web-fc1139a735d6d8f9.elb.us-iso-east-1.c2s.ic.gov", "web", "us-iso-east-1", true, false)]
    [InlineData("web-fc1139a735d6d8f9.elb.us-gov-west-1.amazonaws.com", "web", "us-gov-west-1", true, false)]
    [InlineData("web-fc1139a735d6d8f9.elb.eu-new-9.amazonaws.com", "web", "eu-new-9", true, false)]
    public void TryParse_FormOfALoadBalancer_TellsNameRegionAndKind(string host, string name, string region, bool network, bool @internal)
    {
        Assert.True(LoadBalancerHost.TryParse(host, out var found));
        Assert.Equal((name, region, network, @internal), (found.Name, found.Region, found.IsNetwork, found.IsInternal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("203.0.113.7")]
    [InlineData("elb.amazonaws.com")]
    [InlineData("web-1.elb.amazonaws.com")]
    [InlineData("web-1.us-east-1.elb.amazonaws.com.evil.example")]
    [InlineData("web-1.us-east-1.elb.amazonaws.com.cn")]
    [InlineData("web-1.cn-north-1.elb.amazonaws.com")]
    [InlineData("web-1.us-east-1.elb.amazonaws.eu")]
    [InlineData("web-1.eusc-de-east-1.elb.amazonaws.com")]
    [InlineData("web-1.us-east-1.elb.api.aws")]
    [InlineData("web-1.elb.us-east-1.")]
    [InlineData("web-1.us-east-1.elb.evilamazonaws.com")]
    [InlineData("a.b-1.us-east-1.elb.amazonaws.com")]
    [InlineData("-web-1.us-east-1.elb.amazonaws.com")]
    [InlineData("ec2-203-0-113-7.us-east-1.compute.amazonaws.com")]
    public void TryParse_AnyOtherName_IsNone(string? host) => Assert.False(LoadBalancerHost.TryParse(host, out _));
}
